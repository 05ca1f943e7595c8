import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveObserver, liveRegistry } from '../../devserver/live-collection/registry.ts';
import type { LiveEvent, LiveEventOf } from '../../extension/core/events.ts';
import { createInference, type Inference } from '../../extension/core/inference/inference.ts';
import { explainDisagreement } from '../../extension/core/inference/wording.ts';
import { createWorld, type Step } from '../support/live-world.ts';
import { PROFILES, type Profile } from '../support/live-world-profiles.ts';
import { schedule } from '../support/live-world-schedule.ts';
import { eventsOf } from '../support/trace-language.ts';

type Decision = LiveEventOf<'collection', 'decision'>;

function inferFrom(events: readonly LiveEvent[], inference: Inference = createInference()): Decision[] {
  return events.flatMap((event) => inference.take(event) as Decision[]);
}

const RUNS = Number(process.env.LIVE_RUNS ?? 100);
const SEED = Number(process.env.LIVE_SEED ?? 2013);
/** A collection's own timer is not seen from outside, so every request has an answer. */
const ANSWERED = PROFILES.map((profile) => ({ ...profile, steps: { ...profile.steps, minute: 0, swallow: 0 } }));
/** Where no list is fetched by itself, and no session renewed. */
const SIMPLE = ANSWERED.slice(0, 4);

const FOREIGN = 'added todos /api/todos foreign=true models=[]';

describe('inference', () => {
  it('numbers a decision like the event that showed it, and says that it is inferred', () => {
    const [decision] = inferFrom(eventsOf(`${FOREIGN}\nmessage POST 7\nchange add 7`));
    expect(decision).toEqual({
      load: 'L1',
      seq: 3,
      at: 1_000_030,
      layer: 'collection',
      kind: 'decision',
      source: 's1',
      input: 1,
      decision: 'inserted',
      id: '7',
      facts: { missing: ['seq', 'v'], expected: 'inserted', did: 'inserted' },
      inferred: true,
    });
  });

  it('tells a hold at once, and when it is broken what happened instead', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        change add c1
        request c1 create /api/todos cid=cc1
        message POST 7
        change add 7`),
    );
    expect(decisions.map(({ seq, input, decision }) => `${seq} ${input} ${decision}`)).toEqual([
      '4 2 held',
      '5 2 inserted',
    ]);
    expect(decisions[1]?.facts).toMatchObject({ id: '7', expected: 'held', did: 'inserted', waiting: ['c1'] });
  });

  it('says nothing of a collection whose changes are not seen', () => {
    const events = eventsOf(`${FOREIGN} changesSeen=false\nmessage POST 7\nmessage PUT 7\nmessage DELETE 7`);
    expect(inferFrom(events)).toEqual([]);
  });

  it('leaves collections alone that report their decisions themselves', () => {
    expect(inferFrom(eventsOf('added todos /api/todos models=[]\nmessage POST 7\nchange add 7'))).toEqual([]);
  });

  it('says nothing of a collection whose models it does not know all', () => {
    const story = 'added todos /api/todos foreign=true size=2 models=[]\nmessage POST 7\nchange add 7';
    expect(inferFrom(eventsOf(story))).toEqual([]);
  });

  it('does not call a document new where a draft is older than the probe: its create may be in flight', () => {
    const draft = 'added todos /api/todos foreign=true size=1 models=[{"cid":"c1","attributes":{"title":"milk"}}]';
    expect(inferFrom(eventsOf(`${draft}\nmessage POST 7\nchange add 7\nmessage DELETE 6`))).toMatchObject([
      { decision: 'tombstoned', id: '6' },
    ]);
    const settled = `${draft}\nchange change 5 cid=c1 input=0\nmessage POST 7\nchange add 7`;
    expect(inferFrom(eventsOf(settled)).map(({ decision }) => decision)).toEqual(['inserted']);
  });

  it('tells that two models are one document, also when nobody knows how that came', () => {
    const [decision] = inferFrom(
      eventsOf(`added todos /api/todos foreign=true size=1 models=[{"cid":"c1","attributes":{"title":"milk"}}]
        message POST 7
        change add 7
        change change 7 cid=c1 input=0
        change change 7 cid=c1 input=0`),
    );
    expect(decision).toMatchObject({ seq: 4, decision: 'duplicated', id: '7', facts: { cids: ['c7', 'c1'] } });
  });

  it('does not take what the application does by itself for an answer to a message', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        request c1 create /api/todos cid=cc1
        message POST 7
        change add 9 input=0
        change remove 9 input=0`),
    );
    expect(decisions.map(({ decision }) => decision)).toEqual(['held']);
  });

  it('waits until the next input for a collection that takes its time', () => {
    const late = `${FOREIGN}\nmessage POST 7\nchange add 7 input=0\nmessage POST 8`;
    expect(inferFrom(eventsOf(late)).map(({ decision }) => decision)).toEqual(['inserted']);
    const never = `${FOREIGN}\nmessage POST 7\nmessage POST 8`;
    expect(inferFrom(eventsOf(never)).map(({ decision, input }) => `${input} ${decision}`)).toEqual(['1 ignored']);
  });

  it('counts anew when the client has a new session', () => {
    const inference = createInference();
    const state = (clientId: string): LiveEvent => ({
      ...{ load: 'L1', seq: 1, at: 1_000_000, layer: 'faye', kind: 'state' },
      ...{ client: 'f1', state: 'connected', clientId },
    });
    const events = eventsOf(`${FOREIGN}\nmessage POST 7 seq=5\nchange add 7\nmessage POST 8 seq=1\nchange add 8`);
    const story = [...events.slice(0, 1), state('a'), ...events.slice(1, 3), state('b'), ...events.slice(3)];
    expect(inferFrom(story, inference).map(({ decision }) => decision)).toEqual(['inserted', 'inserted']);
  });

  it('says nothing after events that are missing, until the collection is told whole', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        request c1 create /api/todos
        message POST 7 n=5
        ${FOREIGN}
        message POST 8
        change add 8`),
    );
    expect(decisions.map(({ seq, decision }) => `${seq} ${decision}`)).toEqual(['8 inserted']);
  });

  it('keeps loads and sources apart', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        ${FOREIGN} source=s2
        ${FOREIGN} load=L2
        request c1 create /api/todos
        message POST 7 source=s2
        change add 7 source=s2
        message POST 7 load=L2
        change add 7 load=L2
        message POST 7`),
    );
    expect(decisions.map(({ load, source, decision }) => `${load} ${source} ${decision}`)).toEqual([
      'L1 s2 inserted',
      'L2 s1 inserted',
      'L1 s1 held',
    ]);
  });
});

describe('inference of what a page makes up', () => {
  const hostile = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('7', '__proto__', 'constructor', '', 0, -1, 1e308, null, true, 'c1', 'create', 'POST'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('id', 'cid', 'method', 'body', 'attributes', '__proto__', 'model', 'v'),
        tie('value'),
      ),
    ),
  })).value;
  const word = fc.constantFrom('7', 'c1', '__proto__', 'constructor', 'create', 'read', 'POST', '');
  const event = fc.record(
    {
      layer: fc.constant('collection'),
      kind: fc.constantFrom('added', 'message', 'request', 'response', 'change', 'removed', 'decision'),
      load: fc.constant('L1'),
      seq: fc.nat(),
      at: fc.nat(),
      source: fc.constantFrom('s1', '__proto__'),
      input: fc.nat({ max: 5 }),
      foreign: fc.constant(true),
      size: fc.nat({ max: 2 }),
      models: hostile,
      message: hostile,
      token: word,
      method: word,
      id: word,
      cid: word,
      crid: word,
      body: hostile,
      attributes: hostile,
      ok: fc.boolean(),
      status: fc.nat(),
      op: fc.constantFrom('add', 'remove', 'change', 'other'),
    },
    { requiredKeys: ['layer', 'kind', 'load', 'seq', 'at', 'source', 'input', 'token', 'method', 'op', 'size'] },
  );

  it('never throws, whatever it is told', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const first = { ...eventsOf(FOREIGN)[0], source: 's1' };
        const numbered = events.map((each, index) => ({ ...each, seq: index + 2 }));
        inferFrom([first, ...numbered] as unknown as LiveEvent[]);
      }),
      { numRuns: 500 },
    );
  });

  it('lets go of a source that is nested deeper than the stack', () => {
    let deep: unknown = 0;
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    const [added, message, change, next] = eventsOf(`${FOREIGN}\nmessage PUT 7\nchange add 7\nmessage PUT 7`);
    const body = { id: '7', deep };
    const told = [
      added,
      { ...message, message: { method: 'PUT', body } },
      { ...change, attributes: { ...body, deep: [deep] } },
      { ...next, message: { method: 'PUT', body } },
      { ...change, input: 2 },
    ] as LiveEvent[];
    expect(inferFrom(told).map(({ decision }) => decision)).toEqual(['upserted-unknown']);
  });

  it('gives up on a page that never answers its requests, rather than remember them all', () => {
    const inference = createInference();
    inferFrom(eventsOf(FOREIGN), inference);
    const [request] = eventsOf('request c1 create /api/todos');
    for (let i = 0; i < 5_000; i += 1) inference.take({ ...request, token: `c${i}`, input: i } as LiveEvent);
    const [message] = eventsOf('message POST 7');
    const [decision] = inferFrom([message as LiveEvent], inference);
    const { waiting = [] } = (decision?.facts ?? {}) as { waiting?: string[] };
    expect(decision?.decision).toBe('held');
    expect(waiting.length).toBeLessThanOrEqual(1_001);
  });

  it('explains whatever the facts are', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (expected, did, rest) => {
        explainDisagreement({ expected, did, id: rest, cids: rest, waiting: rest, token: rest });
      }),
    );
  });
});

interface Judged {
  /** `held`, `inserted`, …: as the collections themselves decided, and as inferred. */
  own: string[];
  inferred: string[];
  disagreements: string[];
}

/** Plays a schedule in a world whose collections' own decisions are withheld: only what an outsider sees is told. */
async function judge(profile: Profile, steps: readonly Step[]): Promise<Judged> {
  const inference = createInference();
  const judged: Judged = { own: [], inferred: [], disagreements: [] };
  const registry = liveRegistry();
  let seq = 0;
  const tell = (source: string, told: object) => {
    const event = { load: 'L1', seq: ++seq, at: Date.now(), layer: 'collection', source, ...told } as LiveEvent;
    for (const { facts, id, decision } of inference.take(event) as Decision[]) {
      const { expected, did } = facts as { expected: string; did: string };
      judged.inferred.push(decision);
      if (expected !== did)
        judged.disagreements.push(`${source}: ${did} ${id} instead of ${expected}, at event ${seq}`);
    }
  };
  const observer: LiveObserver = (source, told) => {
    if (told.kind === 'decision') judged.own.push(told.decision);
    else if (told.kind !== 'added') tell(source.id, told);
  };
  const advance = (ms: number) => void vi.advanceTimersByTime(ms);
  const world = await createWorld({ isBare: profile.isBare ?? false, advance });
  for (const source of registry.sources) {
    const whole = () => tell(source.id, { kind: 'added', name: source.name, foreign: true, ...source.snapshot() });
    whole();
    // A reset is told as the tap of foreign collections tells it.
    world.clients.find(({ todos }) => todos === source.collection)?.todos.on('reset', whole);
  }
  registry.observers.add(observer);
  try {
    for (const step of steps) await world.take(step);
    return judged;
  } finally {
    registry.observers.delete(observer);
    world.dispose();
  }
}

describe('a collection that decides exactly as the reconciler', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(ANSWERED)('is never said to do anything else: $name', { timeout: 120_000 }, async (profile) => {
    await fc.assert(
      fc.asyncProperty(schedule(profile, 40), async (steps) => {
        const { disagreements } = await judge(profile, steps);
        expect(disagreements).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it.each(SIMPLE)('is said to decide what it decides: $name', async (profile) => {
    const own = new Set<string>();
    const inferred = new Set<string>();
    await fc.assert(
      fc.asyncProperty(schedule(profile, 40), async (steps) => {
        const judged = await judge(profile, steps);
        for (const decision of judged.own) own.add(decision);
        for (const decision of judged.inferred) inferred.add(decision);
      }),
      { numRuns: 50, seed: 2013 },
    );
    expect([...inferred].sort()).toEqual([...own].sort());
  });
});
