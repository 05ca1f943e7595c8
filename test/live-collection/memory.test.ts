import { describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { liveRegistry } from '../../devserver/live-collection/registry.ts';
import { createClient } from '../support/live-world-client.ts';

const MESSAGES = 100_000;
const IDS = 1_000;

describe('100,000 messages over 1,000 ids', () => {
  it('leave no listener, token or held event behind', () => {
    const { todos, faye, state } = createClient('A', LiveCollection, undefined, () => {});
    todos.off('live:decision');
    faye.take();
    faye.acknowledge();
    const bound = faye.held;
    const versions = new Map<number, number>();
    const reported: Error[] = [];
    todos.on('live:error', (error: Error) => reported.push(error));

    return Promise.resolve().then(() => {
      for (let seq = 1; seq <= MESSAGES; seq++) {
        const number = (seq * 7919) % IDS;
        const v = (versions.get(number) ?? 0) + 1;
        versions.set(number, v);
        const method = v === 1 ? 'POST' : v % 10 === 7 ? 'DELETE' : 'PUT';
        // One life in ten ends; what follows a DELETE with a later version begins another.
        faye.hear({ method, body: { id: `d${number}`, _v: v, a: seq }, id: `d${number}`, seq, v });
      }

      expect(reported).toEqual([]);
      const { flights, held, tombs, seen, failed, sequence } = state();
      expect({ flights, held, failed }).toEqual({ flights: [], held: [], failed: [] });
      expect(sequence.ahead.length).toBeLessThanOrEqual(4_096);
      expect(seen.length).toBeLessThanOrEqual(IDS);
      expect(tombs.length).toBeLessThanOrEqual(IDS);
      expect(todos.length).toBeGreaterThan(900);
      expect(todos.length).toBe([...versions.values()].filter((v) => v % 10 !== 7).length);
      const listeners = todos.map((model) => {
        const { _events } = model as unknown as { _events: Record<string, unknown[]> };
        return Object.values(_events).flat().length;
      });
      expect(new Set(listeners)).toEqual(new Set([1]));
      expect(faye.held).toBe(bound);

      todos.dispose();
      expect(faye.held).toBe(0);
      expect([...liveRegistry().sources].some(({ collection }) => collection === todos)).toBe(false);
    });
  });
});
