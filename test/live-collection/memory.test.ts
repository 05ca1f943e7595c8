import { describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { liveRegistry } from '../../devserver/live-collection/registry.ts';
import { createClient, type Flying } from '../support/live-world-client.ts';

const MESSAGES = 100_000;
const IDS = 1_000;
/** Far fewer than there are documents. */
const LIMITS = { tombs: 40, seen: 400, failed: 10 };

describe('100,000 messages over 1,000 ids', () => {
  it('leave no listener, token or held event behind', () => {
    const requests: Flying[] = [];
    const extend = () => ({ limits: LIMITS });
    const { todos, faye, state } = createClient('A', LiveCollection, extend, (request) => requests.push(request));
    todos.off('live:decision');
    faye.take();
    faye.acknowledge();
    const bound = faye.held;
    const versions = new Map<number, number>();
    const reported: Error[] = [];
    todos.on('live:error', (error: Error) => reported.push(error));

    let answered = 0;
    /** The most that was remembered at any time. */
    const most = { held: 0, tombs: 0, seen: 0, failed: 0 };
    function look(): void {
      const now = state() ?? { held: [], tombs: [], seen: [], failed: [] };
      for (const kind of ['held', 'tombs', 'seen', 'failed'] as const) {
        most[kind] = Math.max(most[kind], now[kind].length);
      }
    }
    /** The user's own create, save or destroy; its answer comes a few messages later, or an error. */
    function act(seq: number): void {
      const which = (seq / 50) % 4;
      if (which === 0) todos.create({ a: seq });
      else if (which === 1) todos.create({ a: seq }, { wait: true });
      else if (which === 2) todos.at(seq % todos.length)?.save({ a: seq });
      else todos.at(seq % todos.length)?.destroy();
    }
    function answer(seq: number): void {
      if (seq % 500 === 7) look();
      for (const request of requests.splice(0)) {
        const { method, model } = request;
        if (method === 'read') {
          request.land({ status: 200, body: todos.filter((each) => !each.isNew()).map((each) => each.toJSON()), seq });
          continue;
        }
        answered++;
        const isCreate = method === 'create';
        if (answered % 3 === 0) {
          request.land({ status: 500 });
          if (isCreate && model) todos.remove(model);
        } else if (method === 'delete') request.land({ status: 500 });
        else {
          const id = isCreate ? `own ${seq}` : request.id;
          request.land({ status: isCreate ? 201 : 200, body: { ...request.attributes, id }, seq });
          const made = todos.get(`own ${seq}`);
          if (made) todos.remove(made);
        }
      }
    }

    return Promise.resolve().then(() => {
      for (let seq = 1; seq <= MESSAGES; seq++) {
        if (seq % 50 === 0) act(seq);
        if (seq % 50 === 7) answer(seq);
        const number = (seq * 7919) % IDS;
        const v = (versions.get(number) ?? 0) + 1;
        versions.set(number, v);
        const method = v === 1 ? 'POST' : v % 10 === 7 ? 'DELETE' : 'PUT';
        // One life in ten ends; what follows a DELETE with a later version begins another.
        faye.hear({ method, body: { id: `d${number}`, _v: v, a: seq }, id: `d${number}`, seq, v });
      }

      answer(MESSAGES);
      expect(reported).toEqual([]);
      expect(answered).toBe(MESSAGES / 50);
      const { flights, held, sequence } = state() ?? {};
      expect({ flights, held }).toEqual({ flights: [], held: [] });
      expect(sequence?.ahead.length).toBeLessThanOrEqual(4_096);
      expect(most.held).toBeGreaterThan(0);
      for (const kind of ['tombs', 'seen', 'failed'] as const) {
        expect(most[kind], kind).toBeLessThanOrEqual(LIMITS[kind]);
        expect(most[kind], kind).toBeGreaterThanOrEqual(LIMITS[kind] / 2);
      }
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
  }, 60_000);
});
