/** A machine's state is all there is to it: saved as JSON and restored, it goes on as if it had not stopped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createReconciler,
  type Input,
  type Verdict,
  type View,
} from '../../../devserver/live-collection/reconciler/reconciler.ts';

const id = fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5');
const crid = fc.constantFrom('x1', 'x2', 'x3', 'x4', 'x5', undefined);
const number = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const requestMethod = fc.constantFrom('create', 'update', 'patch', 'delete', 'read');
/** One request, one token: the request and its response agree on what it was. */
const request = fc
  .record({ method: requestMethod, id, number: fc.integer({ min: 1, max: 2 }) })
  .map(({ method, id, number }) => ({ method, id, token: `${method} ${id} ${number}` }));

const input: fc.Arbitrary<(at: number) => Input> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'), id, seq: number, v: number, crid })
      .map(
        (message) =>
          (at: number): Input => ({ type: 'message', at, message: { ...message, body: { a: at } } }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ request, crid })
      .map(({ request: { method, id: of, token }, crid: name }) => (at: number): Input => {
        // What is created has no id yet.
        const known = method === 'create' ? undefined : of;
        return { type: 'request', at, token, method, id: known, cid: `c ${token}`, crid: name };
      }),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ request, ok: fc.boolean(), status: fc.constantFrom(0, 200, 404), v: number })
      .map(({ request: of, ...how }) => (at: number): Input => {
        return { type: 'response', at, cid: `c ${of.token}`, body: { a: at }, ...of, ...how };
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ request, ids: fc.uniqueArray(id), seq: number, whole: fc.boolean() })
      .map(({ ids, request: { token }, ...snapshot }) => (at: number): Input => {
        return { type: 'snapshot', at, token, rows: ids.map((each) => ({ id: each, body: { a: at } })), ...snapshot };
      }),
  },
  { weight: 1, arbitrary: fc.constant((at: number): Input => ({ type: 'reconnected', at })) },
  { weight: 1, arbitrary: fc.constant((at: number): Input => ({ type: 'tick', at })) },
);

/** A collection, as far as the machine asks. */
function createView(): View & { carryOut(verdicts: Verdict[]): void } {
  const cids = new Map<string, string>();
  return {
    cid: (each) => cids.get(each),
    version: () => undefined,
    ids: () => [...cids.keys()],
    carryOut(verdicts) {
      for (const { id: of = '', effect } of verdicts) {
        if (effect?.type === 'put') cids.set(of, effect.cid ?? `c${of}`);
        if (effect?.type === 'remove') cids.delete(of);
      }
    },
  };
}

describe('the state of a reconciler', () => {
  it('survives JSON at any step: the verdicts are those of a machine that never stopped', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40, size: 'max' }), fc.nat({ max: 40 }), (builds, stop) => {
        const view = createView();
        const whole = createReconciler();
        let stopping = createReconciler();
        builds.forEach((build, index) => {
          if (index === stop) stopping = createReconciler({}, JSON.parse(JSON.stringify(stopping.state())));
          const next = build(index * 7_000);
          const verdicts = whole.step(next, view);
          expect(stopping.step(next, view)).toEqual(verdicts);
          view.carryOut(verdicts);
        });
        expect(JSON.stringify(stopping.state())).toBe(JSON.stringify(whole.state()));
      }),
      { seed: 2013, numRuns: 1000 },
    );
  });

  it('stays under the bounds it is given at any step, whatever comes', () => {
    const limits = { tombs: 4, seen: 4, failed: 4 };
    const reached = { tombs: 0, seen: 0, failed: 0 };
    fc.assert(
      fc.property(fc.array(input, { maxLength: 60, size: 'max' }), (builds) => {
        const view = createView();
        const machine = createReconciler({ limits });
        builds.forEach((build, index) => {
          view.carryOut(machine.step(build(index * 7_000), view));
          const state = machine.state();
          for (const kind of ['tombs', 'seen', 'failed'] as const) {
            expect(state[kind].length).toBeLessThanOrEqual(limits[kind]);
            reached[kind] = Math.max(reached[kind], state[kind].length);
          }
        });
      }),
      { seed: 2013, numRuns: 500 },
    );
    // It is the bound that keeps them there: there was more to remember.
    expect(reached).toEqual({ tombs: 3, seen: 3, failed: 3 });
  });

  it('is forgotten on dispose, and nothing is done any more', () => {
    const view = createView();
    const machine = createReconciler();
    machine.step({ type: 'request', at: 0, token: 't1', method: 'create' }, view);
    machine.step({ type: 'message', at: 1, message: { method: 'PUT', body: {}, id: 'd1' } }, view);
    expect([machine.inFlight, machine.held]).toEqual([1, 1]);
    machine.step({ type: 'dispose', at: 2 }, view);
    expect([machine.inFlight, machine.held]).toEqual([0, 0]);
    const verdicts = machine.step({ type: 'message', at: 3, message: { method: 'PUT', body: {}, id: 'd1' } }, view);
    expect(verdicts).toEqual([{ decision: 'dropped-after-dispose', id: 'd1', facts: {}, effect: undefined }]);
  });
});
