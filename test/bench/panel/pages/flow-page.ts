/** A page with a live collection that speaks the registry's protocol and reports events at a steady pace. */
import { type LiveReport, type LiveSource, liveRegistry } from '../../../../devserver/live-collection/registry.ts';

declare global {
  interface Window {
    /** Reports so many events a second for so many seconds. Resolves to how many those were. */
    flow: (perSecond: number, seconds: number) => Promise<number>;
  }
}

/** Milliseconds between two bursts. */
const TICK = 10;
const DOCUMENTS = 1_000;
/** So long that a minute of 5,000 events a second is more than the 256 MB that a panel keeps. */
const note = 'x'.repeat(1_200);

const registry = liveRegistry();
const description = { url: '/api/todos', channel: '/api/todos', listening: true, size: 0, inFlight: 0, held: 0 };
const source: LiveSource = {
  id: 'flow',
  name: 'Todos',
  describe: () => description,
  snapshot: () => ({ ...description, models: [], state: {} }),
};
registry.sources.add(source);

/** A message heard, what was decided, and what changed. */
function* reports(): Generator<LiveReport> {
  for (let input = 1; ; input += 1) {
    const id = `id${input % DOCUMENTS}`;
    const body = { _id: id, title: `todo ${input}`, note };
    yield { kind: 'message', input, channel: '/api/todos', message: { method: 'PUT', id, seq: input, v: 1, body } };
    yield { kind: 'decision', input, decision: 'merged', id, facts: { seq: input, changed: ['title'] } };
    yield { kind: 'change', input, op: 'change', cid: `c${input % DOCUMENTS}`, id, attributes: body };
  }
}

window.flow = async (perSecond, seconds) => {
  const told = reports();
  const began = performance.now();
  let count = 0;
  for (let passed = 0; passed < seconds * 1_000; passed = performance.now() - began) {
    for (const due = (passed * perSecond) / 1_000; count < due; count += 1) {
      const { value } = told.next();
      if (value) for (const observer of registry.observers) observer(source, value);
    }
    await new Promise((next) => setTimeout(next, TICK));
  }
  return count;
};
