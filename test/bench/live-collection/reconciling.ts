import type { Input, View } from '../../../devserver/live-collection/reconciler/reconciler.ts';
import { collectGarbage, compare, median, type Sample } from '../compare.ts';
import { atLeast, atMost, type Measured } from '../figure.ts';
import { type Library, loadBuilt } from './built.ts';
import { createChanges } from './changes.ts';

const INPUTS = 30_000;

/**
 * The reconciler, and a collection that costs nothing to ask: what is timed is the machine, not a table of ids.
 */
function createMachine({ createReconciler }: Library, models: number) {
  const changes = createChanges(models);
  let isPresent = false;
  const view: View = { cid: () => (isPresent ? 'c1' : undefined), version: () => undefined, ids: () => [] };
  const machine = createReconciler();

  function take(input: Input): void {
    isPresent = input.type !== 'message' || input.message.method !== 'POST';
    machine.step(input, view);
  }

  /** Mostly messages; one in nine is the echo of an own update, between its request and the answer. */
  function inputs(count: number): Input[] {
    const all: Input[] = [];
    while (all.length < count) {
      for (const message of changes.next(9)) {
        const isEcho = message.method === 'PUT' && message.seq % 9 === 2;
        const { id, v, seq, body } = message;
        const request = { at: 0, token: `u${seq}`, method: 'update', id } as const;
        if (isEcho) all.push({ type: 'request', ...request });
        all.push({ type: 'message', at: 0, message });
        if (isEcho) all.push({ type: 'response', ...request, ok: true, status: 200, v, seq, body });
      }
    }
    return all;
  }

  return { take, inputs };
}

/** One machine that goes on and on: what it has seen is at least this much. */
function stepping(library: Library, models: number, seen: number): Sample {
  const { take, inputs } = createMachine(library, models);
  for (const input of inputs(seen)) take(input);
  return () => {
    const batch = inputs(INPUTS);
    return () => {
      for (const input of batch) take(input);
    };
  };
}

/** As many inputs for machines that have seen only so much before, and see as much again. */
function beginning(library: Library, models: number, seen: number): Sample {
  return () => {
    const batches = Array.from({ length: INPUTS / seen }, () => {
      const { take, inputs } = createMachine(library, models);
      for (const input of inputs(seen)) take(input);
      return { take, batch: inputs(seen) };
    });
    return () => {
      for (const { take, batch } of batches) for (const input of batch) take(input);
    };
  };
}

/**
 * Inputs per second of processor time, for on one core a second is not one while others have their turns on it. What the
 * making of the inputs left behind is not the machine's to clear away; what the machine itself leaves is.
 */
function throughput(sample: Sample): number {
  const times = Array.from({ length: 25 }, () => {
    const work = sample();
    collectGarbage();
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return (INPUTS / median(times)) * 1_000_000;
}

/** The reconciler alone: code of its own, which no collection has called with other views before. */
export async function* reconciling(): AsyncIterable<Measured> {
  const library = await loadBuilt('reconciling');
  yield atLeast(1_000_000, 'inputs/s', 'the reconciler alone, on one core', throughput(stepping(library, 100, 100)));
  const models = compare(stepping(library, 100, 100_000), stepping(library, 100_000, 100_000));
  yield atMost(1.3, '×', 'an input with 100,000 models, to one with 100', models.ratio);
  const seen = compare(beginning(library, 100, 100), stepping(library, 100, 100_000));
  yield atMost(1.3, '×', 'an input after 100,000 messages, to one after 100', seen.ratio);
}
