/**
 * A page with a live collection of somebody else's make, which speaks the registry's protocol and reports as fast as it
 * can; and the floor: what writing and reading the same events as JSON costs in one page, with nothing between.
 */
import { type LiveReport, type LiveSource, liveRegistry } from '../../../../devserver/live-collection/registry.ts';

declare global {
  interface Window {
    /** Begins to report `count` events of 300 B, in tasks of 1,000. */
    begin: (count: number) => void;
    /** When that was, ms since the epoch. */
    began: number;
    /** ms for `JSON.stringify` and `JSON.parse` of as many, in batches of 512. */
    floor: (count: number) => number;
  }
}

const TASK = 1_000;
const BATCH = 512;
/** So long that an event with it is a line of 300 B. */
const title = 'x'.repeat(84);

const registry = liveRegistry();
const description = { url: '/api/todos', channel: '/api/todos', listening: true, size: 0, inFlight: 0, held: 0 };
const source: LiveSource = {
  id: 'bench',
  name: 'Bench',
  describe: () => description,
  snapshot: () => ({ ...description, models: [], state: {} }),
};
registry.sources.add(source);

const reportOf = (input: number): LiveReport => ({
  kind: 'message',
  input,
  channel: '/api/todos',
  message: { method: 'PUT', id: `id${input % 1000}`, seq: input, v: 1, body: { _id: `id${input % 1000}`, title } },
});
const reports = Array.from({ length: TASK }, (_, input) => reportOf(100_000 + input));

window.begin = (count) => {
  window.began = performance.timeOrigin + performance.now();
  void reportAll(count);
};

async function reportAll(count: number): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let done = 0; done < count; done += TASK) {
    for (const report of reports) for (const observer of registry.observers) observer(source, report);
    await new Promise((next) => {
      port1.onmessage = next;
      port2.postMessage('');
    });
  }
  port1.close();
}

window.floor = (count) => {
  const load = 'k3zq1x5v-1a2b3c';
  const at = performance.timeOrigin;
  const event = (seq: number) => ({
    load,
    seq,
    at,
    layer: 'collection',
    source: source.id,
    ...reports[seq % TASK],
  });
  const events = Array.from({ length: BATCH }, (_, i) => event(100_000 + i));
  let read = 0;
  const start = performance.now();
  for (let done = 0; done < count; done += BATCH) read += JSON.parse(JSON.stringify(events)).length;
  const ms = performance.now() - start;
  return (ms * count) / read;
};
