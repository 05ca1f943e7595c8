/* A database in a process of its own, to be killed: its arguments are the directory and nothing else. */
import { startEmbeddedMongo } from '../../../devserver/embedded-mongo/index.ts';

const { uri } = await startEmbeddedMongo({
  data: process.argv[2] ?? '',
  onNotice: (_level, sentence) => console.error(sentence),
});
console.log(uri);
