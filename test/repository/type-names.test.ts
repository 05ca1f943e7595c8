import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot, rooms } from '../support/rooms.ts';

const MONGO = 'MongoDB’s own word, in a database that nothing but its server imports';
const LIBRARIES = 'the library and its server half are packages of their own, each with the word of the protocol';
const INSIDE = 'used by the files of one room only; the rooms share no importer';

/** Names that two exported types have, and why. */
const TWICE: Readonly<Record<string, string>> = {
  Collections: MONGO,
  Command: MONGO,
  Notice: MONGO,
  Request: MONGO,
  ResumeTokens: MONGO,
  Session: MONGO,
  Change: MONGO,
  Envelope: LIBRARIES,
  Options: LIBRARIES,
  Sequence: LIBRARIES,
  Snapshot: LIBRARIES,
  Snapshots: LIBRARIES,
  Answer: INSIDE,
  OwnRequest: INSIDE,
  Report: INSIDE,
  Seen: INSIDE,
};

const files = rooms().flatMap(({ path, files }) => files.map((file) => `${path}/${file}`));
const exporters = new Map<string, string[]>();
for (const file of files) {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const names = [...text.matchAll(/^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm)];
  for (const name of new Set(names.map(([, name = '']) => name)))
    exporters.set(name, [...(exporters.get(name) ?? []), file]);
}
const doubled = [...exporters].filter(([, files]) => files.length > 1);

it('no two exported types have one name, but those for which there is a reason', () => {
  expect(doubled.filter(([name]) => !(name in TWICE))).toEqual([]);
});
