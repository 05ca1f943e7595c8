/** A server to be measured: `bare`, Faye with nothing else, or `ours`, what `livecollection serve` starts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import faye, { type NodeAdapter } from 'faye';
import { createApp } from '../../../devserver/app.ts';
import { serverKey } from '../../../devserver/live-resource/guards/server-key.ts';
import { answer } from './child.ts';

const CHANNEL = '/api/todos';
/** Messages published before those that wait are let out. */
const BURST = 20;

const { bayeux, port, sealed } = process.argv[2] === 'bare' ? await bare() : await ours();

answer({
  ready: () => undefined,
  port: () => port,
  async publish(count: number) {
    const client = bayeux.getClient();
    for (let seq = 1; seq <= count; seq++) {
      const id = seq.toString(16).padStart(24, '0');
      const body = { _id: id, title: `todo ${seq}`, completed: false, order: seq, _v: 1 };
      client.publish(CHANNEL, sealed({ method: 'POST', body, id, seq, v: 1 })).then(undefined, () => process.exit(1));
      if (seq % BURST === 0) await new Promise(setImmediate);
    }
  },
  /** Bytes that this process needs for what it keeps. */
  memory() {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
});

interface Measured {
  bayeux: NodeAdapter;
  port: number;
  /** Makes a message one that may be published. */
  sealed(data: object): object;
}

async function ours(): Promise<Measured> {
  const app = await createApp({ faults: true });
  const listening = await app.listen(0);
  return { bayeux: app.bayeux, port: listening.port, sealed: serverKey(app.bayeux).sealed };
}

/** Faye's server; a POST to `/api/todos` is published as it is, and nothing else is done with it. */
async function bare(): Promise<Measured> {
  const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 45, ping: 20 });
  let seq = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const body = JSON.parse(text);
      const crid = request.headers['x-live-request-id'];
      void bayeux.getClient().publish(CHANNEL, { method: 'POST', body, id: String(++seq), seq, v: 1, crid });
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  bayeux.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { bayeux, port: (server.address() as AddressInfo).port, sealed: (data) => data };
}
