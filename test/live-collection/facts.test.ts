/**
 * Every decision with the facts that justify it. They are the contract: the panel, its findings and other people's tools
 * read them by these names.
 */
import { expect, it } from 'vitest';
import {
  createReconciler,
  type Decision,
  type Envelope,
  type Facts,
  type Input,
  type Options,
  type Request,
  type Response,
  type View,
} from '../../devserver/live-collection/reconciler/reconciler.ts';

/** What came last is what the decisions are about. */
type Inputs = (make: typeof inputs) => Input[];

const inputs = {
  hear: (message: Partial<Envelope>, at = 0): Input => ({
    type: 'message',
    at,
    message: { method: 'PUT', body: { a: 1 }, id: 'd1', ...message },
  }),
  leave: (token: string, method: Request['method'], more: Partial<Request> = {}): Input => ({
    type: 'request',
    at: 0,
    token,
    method,
    ...more,
  }),
  settle: (token: string, method: Response['method'], status: number, more: Partial<Response> = {}): Input => ({
    type: 'response',
    at: 100,
    token,
    method,
    ok: status < 400,
    status,
    ...more,
  }),
  list: (ids: string[], seq?: number): Input => ({
    type: 'snapshot',
    at: 100,
    rows: ids.map((id) => ({ id, body: { id } })),
    seq,
    whole: true,
  }),
  tick: (at: number): Input => ({ type: 'tick', at }),
};

/** The models that a collection has meanwhile, by id. */
function createView(present: Record<string, string>): View & { cids: Map<string, string> } {
  const cids = new Map(Object.entries(present));
  return { cids, cid: (id) => cids.get(id), version: () => undefined, ids: () => cids.keys() };
}

interface Case {
  inputs: Inputs;
  decided: [decision: Decision, facts: Facts][];
  /** Which models there are before: id → cid. */
  present?: Record<string, string>;
  options?: Partial<Options>;
}

function says(rule: string, { inputs: make, decided, present = {}, options }: Case): void {
  it(rule, () => {
    const machine = createReconciler(options);
    const view = createView(present);
    let last: [Decision, Facts][] = [];
    for (const input of make(inputs)) {
      const verdicts = machine.step(input, view);
      for (const { id = '', effect } of verdicts) {
        if (effect?.type === 'put') view.cids.set(id, effect.cid ?? `c of ${id}`);
        if (effect?.type === 'remove') view.cids.delete(id);
      }
      last = verdicts.map(({ decision, facts }) => [decision, facts]);
    }
    // What is undefined is not told: facts are JSON wherever they are read.
    expect(JSON.parse(JSON.stringify(last))).toEqual(decided);
  });
}

const CREATE = { cid: 'c1', crid: 'x1' };

says('inserted: its place in history', {
  inputs: ({ hear }) => [hear({ method: 'POST', v: 1, seq: 5 })],
  decided: [['inserted', { v: 1, seq: 5 }]],
});
says('without v and seq: what is missing', {
  inputs: ({ hear }) => [hear({ method: 'POST' })],
  decided: [['inserted', { missing: ['seq', 'v'] }]],
});
says('without seq alone: just that', {
  inputs: ({ hear }) => [hear({ method: 'POST', v: 1 })],
  decided: [['inserted', { v: 1, missing: ['seq'] }]],
});
says('upserted-unknown: its place in history', {
  inputs: ({ hear }) => [hear({ v: 3, seq: 5 })],
  decided: [['upserted-unknown', { v: 3, seq: 5 }]],
});
says('upserted-unknown by a PATCH: that it is a part', {
  inputs: ({ hear }) => [hear({ method: 'PATCH', v: 3, seq: 5 })],
  decided: [['upserted-unknown', { v: 3, seq: 5, part: true }]],
});
says('held: the requests waited for, and their ages in ms', {
  inputs: ({ leave, hear }) => [
    leave('t1', 'create', CREATE),
    leave('t2', 'create', { at: 20, cid: 'c2' }),
    hear({ method: 'POST', v: 1, seq: 5 }, 50),
  ],
  decided: [['held', { v: 1, seq: 5, waiting: ['t1', 't2'], ages: [50, 30] }]],
});
says('held-update: the same', {
  inputs: ({ leave, hear }) => [leave('t1', 'create', CREATE), hear({ v: 2, seq: 5 }, 50)],
  decided: [['held-update', { v: 2, seq: 5, waiting: ['t1'], ages: [50] }]],
});
says('matched-own-create by its response: the request, and how long its event was held in ms', {
  inputs: ({ leave, hear, settle }) => [
    leave('t1', 'create', CREATE),
    hear({ method: 'POST', v: 1, seq: 5 }, 60),
    settle('t1', 'create', 201, { id: 'd1', v: 1, seq: 5, cid: 'c1' }),
  ],
  decided: [['matched-own-create', { token: 't1', via: 'response', v: 1, seq: 5, heldMs: 40 }]],
});
says('matched-own-create by its request id: the request', {
  inputs: ({ leave, hear }) => [leave('t1', 'create', CREATE), hear({ method: 'POST', v: 1, seq: 5, crid: 'x1' })],
  decided: [['matched-own-create', { v: 1, seq: 5, token: 't1', via: 'crid' }]],
});
says('matched-own-create-despite-error: the request and its status', {
  inputs: ({ leave, settle, hear }) => [
    leave('t1', 'create', CREATE),
    settle('t1', 'create', 503, CREATE),
    hear({ method: 'POST', v: 1, seq: 5, crid: 'x1' }),
  ],
  decided: [['matched-own-create-despite-error', { v: 1, seq: 5, token: 't1', status: 503, via: 'crid' }]],
});
says('inserted-after-hold: the requests that settled without a match, and the ms it was held', {
  inputs: ({ leave, hear, settle }) => [
    leave('t1', 'create', CREATE),
    hear({ method: 'POST', v: 1, seq: 5 }, 60),
    settle('t1', 'create', 201, { id: 'd2', v: 1, seq: 6, cid: 'c1' }),
  ],
  decided: [
    ['matched-own-create', { token: 't1', via: 'response', v: 1, seq: 6 }],
    ['inserted-after-hold', { v: 1, seq: 5, waited: ['t1'], ms: 40 }],
  ],
});
says('merged: the version before and after', {
  inputs: ({ hear }) => [hear({ method: 'POST', v: 1, seq: 5 }), hear({ v: 2, seq: 6 })],
  decided: [['merged', { v: 2, seq: 6, vBefore: 1 }]],
});
says('merged by a response: that, and the request', {
  inputs: ({ hear, leave, settle }) => [
    hear({ method: 'POST', v: 1, seq: 5 }),
    leave('t1', 'update', { id: 'd1' }),
    settle('t1', 'update', 200, { id: 'd1', v: 2, seq: 6 }),
  ],
  decided: [['merged', { token: 't1', via: 'response', v: 2, seq: 6, vBefore: 1 }]],
});
says('ignored-duplicate by its number: the number up to which all were seen', {
  inputs: ({ list, hear }) => [list([], 5), hear({ v: 1, seq: 4 })],
  decided: [['ignored-duplicate', { v: 1, seq: 4, against: { seq: 5 } }]],
});
says('ignored-duplicate by its version: what was known', {
  inputs: ({ hear }) => [hear({ method: 'POST', v: 1, seq: 5 }), hear({ method: 'POST', v: 1, seq: 6 })],
  decided: [['ignored-duplicate', { v: 1, seq: 6, against: { v: 1, seq: 5 } }]],
});
says('ignored-stale: what was known', {
  inputs: ({ hear }) => [hear({ v: 3, seq: 6 }), hear({ v: 2, seq: 5 })],
  decided: [['ignored-stale', { v: 2, seq: 5, against: { v: 3, seq: 6 } }]],
});
says('ignored-stale-response: the request, its version, and what was known', {
  inputs: ({ leave, hear, settle }) => [
    hear({ method: 'POST', v: 1, seq: 5 }),
    leave('t1', 'update', { id: 'd1' }),
    hear({ v: 3, seq: 7 }),
    settle('t1', 'update', 200, { id: 'd1', v: 2, seq: 6 }),
  ],
  decided: [['ignored-stale-response', { token: 't1', via: 'response', v: 2, seq: 6, against: { v: 3, seq: 7 } }]],
});
says('removed: its place in history', {
  inputs: ({ hear }) => [hear({ method: 'POST', v: 1, seq: 5 }), hear({ method: 'DELETE', v: 2, seq: 6 })],
  decided: [['removed', { v: 2, seq: 6 }]],
});
says('tombstoned: its place in history, and whether a held event went with it', {
  inputs: ({ leave, hear }) => [
    leave('t1', 'create', CREATE),
    hear({ method: 'POST', v: 1, seq: 5 }),
    hear({ method: 'DELETE', v: 2, seq: 6 }),
  ],
  decided: [['tombstoned', { v: 2, seq: 6, cancelledHeld: true }]],
});
says('ignored-tombstoned: the tombstone’s place in history', {
  inputs: ({ hear }) => [hear({ method: 'DELETE', v: 2, seq: 6 }), hear({ v: 1, seq: 5 })],
  decided: [['ignored-tombstoned', { v: 1, seq: 5, tombstone: { v: 2, seq: 6 } }]],
});
says('removed-by-tombstone: the request, and the tombstone', {
  inputs: ({ leave, hear, settle }) => [
    leave('t1', 'create', CREATE),
    hear({ method: 'DELETE', v: 2, seq: 6 }),
    settle('t1', 'create', 201, { id: 'd1', v: 1, seq: 5, cid: 'c1' }),
  ],
  decided: [['removed-by-tombstone', { token: 't1', via: 'response', v: 1, seq: 5, tombstone: { v: 2, seq: 6 } }]],
});
says('ignored-pending-delete: the requests that delete it', {
  inputs: ({ leave, hear }) => [leave('t1', 'delete', { id: 'd1' }), hear({ v: 2, seq: 6 })],
  decided: [['ignored-pending-delete', { v: 2, seq: 6, tokens: ['t1'] }]],
});
says('restored-after-failed-delete: the request and its status', {
  inputs: ({ leave, settle }) => [
    leave('t1', 'delete', { id: 'd1', before: { a: 1 } }),
    settle('t1', 'delete', 500, { id: 'd1' }),
  ],
  decided: [['restored-after-failed-delete', { token: 't1', status: 500 }]],
});
says('reverted-failed-update: the request, its status, and the body put back', {
  inputs: ({ hear, leave, settle }) => [
    hear({ method: 'POST', v: 1, seq: 5 }),
    leave('t1', 'update', { id: 'd1' }),
    settle('t1', 'update', 500, { id: 'd1' }),
  ],
  decided: [['reverted-failed-update', { token: 't1', status: 500, body: { a: 1 } }]],
});
says('absorbed-twin: both cids', {
  inputs: ({ leave, settle }) => [
    leave('t1', 'create', CREATE),
    settle('t1', 'create', 201, { id: 'd1', v: 1, seq: 5, cid: 'c1' }),
  ],
  present: { d1: 'c9' },
  decided: [
    ['absorbed-twin', { token: 't1', via: 'response', v: 1, seq: 5, cid: 'c1', twin: 'c9' }],
    ['matched-own-create', { token: 't1', via: 'response', v: 1, seq: 5 }],
  ],
});
says('gap-detected: the number that came, and those missing before it', {
  inputs: ({ list, hear }) => [list([], 5), hear({ method: 'POST', v: 1, seq: 8 })],
  decided: [
    ['gap-detected', { got: 8, missing: [6, 7] }],
    ['inserted', { v: 1, seq: 8 }],
  ],
});
says('resynced: the list’s number, its rows, and how many models went or stayed against it', {
  inputs: ({ hear, list }) => [hear({ method: 'POST', id: 'd8', v: 1, seq: 8 }), list(['d1'], 7)],
  present: { d9: 'c9' },
  decided: [
    ['resynced', { seq: 7, rows: 1, removed: 1, kept: 1 }],
    ['removed-by-snapshot', { snapshotSeq: 7 }],
    ['kept-over-snapshot', { snapshotSeq: 7, v: 1, seq: 8 }],
  ],
});
says('filtered-out: whether it was here', {
  inputs: ({ hear }) => [hear({ v: 2, seq: 6 })],
  present: { d1: 'c1' },
  options: { accepts: () => false },
  decided: [['filtered-out', { v: 2, seq: 6, left: true }]],
});
says('released-by-timeout: the request, its method, and its age in ms', {
  inputs: ({ leave, tick }) => [leave('t1', 'create', CREATE), tick(61_000)],
  decided: [['released-by-timeout', { token: 't1', method: 'create', ageMs: 61_000 }]],
});
says('unknown-method: the method', {
  inputs: ({ hear }) => [hear({ method: 'PURGE', v: 1, seq: 5 })],
  decided: [['unknown-method', { v: 1, seq: 5, method: 'PURGE' }]],
});
says('ignored-without-id: the method', {
  inputs: ({ hear }) => [hear({ id: undefined, v: 1, seq: 5 })],
  decided: [['ignored-without-id', { v: 1, seq: 5, method: 'PUT' }]],
});
says('ignored-without-id of a response: the request', {
  inputs: ({ leave, settle }) => [leave('t1', 'create', CREATE), settle('t1', 'create', 201)],
  decided: [['ignored-without-id', { token: 't1', method: 'create' }]],
});
