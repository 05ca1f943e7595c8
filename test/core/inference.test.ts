import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveObserver, liveRegistry } from '../../devserver/live-collection/registry.ts';
import { explainDisagreement } from '../../extension/core/explanation/disagreement.ts';
import { createInference, type Inference } from '../../extension/core/inference/inference.ts';
import type { LiveEvent, LiveEventOf } from '../../extension/core/protocol/events.ts';
import { createWorld, type Step } from '../support/live-world.ts';
import { FURTHER_PROFILES, PROFILES, type Profile } from '../support/live-world-profiles.ts';
import { schedule } from '../support/live-world-schedule.ts';
import { eventsOf } from '../support/trace-language.ts';

type Decision = LiveEventOf<'collection', 'decision'>;

function inferFrom(events: readonly LiveEvent[], inference: Inference = createInference()): Decision[] {
  return events.flatMap((event) => inference.take(event) as Decision[]);
}

const RUNS = Number(process.env.LIVE_RUNS ?? 100);
const SEED = Number(process.env.LIVE_SEED ?? 2013);
/** A collection's own timer is not seen from outside, so every request has an answer. */
const answered = (profile: Profile): Profile => ({ ...profile, steps: { ...profile.steps, minute: 0, swallow: 0 } });
const ANSWERED = PROFILES.map(answered);
/** But collections that share models: a reset takes the models of the other their URL, and with it their requests. */
const FURTHER = FURTHER_PROFILES.filter(({ steps }) => steps.share === undefined).map(answered);
/** Where no list is fetched by itself, and no session renewed. */
const SIMPLE = ANSWERED.slice(0, 4);

const FOREIGN = 'added todos /api/todos foreign=true models=[]';

describe('inference', () => {
  it('tells a deed when the moment of its input is over, with the number of the event that says so', () => {
    const story = eventsOf(`${FOREIGN}\nmessage POST 7\nchange add 7\nended`);
    expect(inferFrom(story.slice(0, 3))).toEqual([]);
    expect(inferFrom(story)).toEqual([
      {
        load: 'L1',
        seq: 4,
        at: 1_000_040,
        layer: 'collection',
        kind: 'decision',
        source: 's1',
        input: 1,
        decision: 'inserted',
        id: '7',
        facts: { missing: ['seq', 'v'], expected: 'inserted', did: 'inserted' },
        inferred: true,
      },
    ]);
  });

  it('tells at once what a collection does that should have waited, and never that it held', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        change add c1
        request c1 create /api/todos cid=cc1
        message POST 7
        change add 7
        ended
        response c1 create 201 id=7 body={"id":"7"}
        change change 7 cid=cc1
        ended`),
    );
    expect(decisions.map(({ seq, input, decision }) => `${seq} ${input} ${decision}`)).toEqual([
      '5 2 inserted',
      '9 3 duplicated',
      '9 3 matched-own-create',
    ]);
    expect(decisions[0]?.facts).toMatchObject({ id: '7', expected: 'held', did: 'inserted', waiting: ['c1'] });
    expect(decisions.every(({ facts }) => !('heldMs' in (facts as object)))).toBe(true);
  });

  it('calls a hold expected until its create is answered, and says only then that it was one, and how long', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        change add c1
        request c1 create /api/todos cid=cc1
        message POST 7
        ended
        response c1 create 201 id=7 after=4000
        change change 7 cid=cc1
        ended`),
    );
    expect(decisions.map(({ seq, input, decision }) => `${seq} ${input} ${decision}`)).toEqual([
      '5 2 expected',
      '6 2 held',
      '8 3 matched-own-create',
    ]);
    expect(decisions[0]?.facts).not.toHaveProperty('did');
    expect(decisions[1]?.facts).toMatchObject({ did: 'held', heldMs: 4_010 });
    expect(decisions[2]?.facts).toMatchObject({ did: 'matched-own-create', heldMs: 4_010 });
  });

  it('takes what comes after the moment for what had been expected, by the document, and was never held', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        change add c1
        request c1 create /api/todos cid=cc1
        message POST 7
        ended
        change add 7 input=0
        message POST 8
        ended
        change add 8 input=0`),
    );
    expect(decisions.map(({ seq, input, decision, id }) => `${seq} ${input} ${decision} ${id}`)).toEqual([
      '5 2 expected 7',
      '6 2 inserted 7',
      '8 3 expected 8',
      '9 3 inserted 8',
    ]);
  });

  it('calls a handler right that puts another model in the place of the one that was here', () => {
    const here = 'added todos /api/todos foreign=true size=1 models=[{"cid":"c1","attributes":{"id":"7","title":"a"}}]';
    const replaced = (title: string) =>
      inferFrom(
        eventsOf(`${here}
          message PUT 7 body={"id":"7","title":"b"}
          change remove 7 cid=c1
          change add 7 cid=c2 attributes={"id":"7","title":"${title}"}
          ended`),
      ).map(({ decision, facts }) => [decision, (facts as { expected?: string }).expected]);
    expect(replaced('b')).toEqual([['merged', 'merged']]);
  });

  it('withdraws what later events disprove, by its name and the number of its event', () => {
    const decisions = inferFrom(eventsOf(`${FOREIGN}\nmessage POST 7\nended\nchange add 7 input=0`));
    expect(decisions.map(({ input, decision }) => `${input} ${decision}`)).toEqual(['1 ignored', '1 inserted']);
    expect(decisions[1]?.facts).toMatchObject({
      ...{ expected: 'inserted', did: 'inserted' },
      withdraws: { decision: 'ignored', seq: 3 },
    });
  });

  it('calls a cancelled create an expectation until the create that it waited for is answered and nothing appeared', () => {
    const waiting = `${FOREIGN}
      change add c1
      request c1 create /api/todos cid=cc1
      message POST 9
      ended
      message DELETE 9
      ended
      response c1 create 201 id=8
      change change 8 cid=cc1`;
    const told = (story: string) =>
      inferFrom(eventsOf(story)).map(({ input, decision, id }) => `${input} ${decision} ${id}`);
    const before = ['2 expected 9', '3 expected 9', '2 held 9'];
    expect(told(`${waiting}\nended`)).toEqual([...before, '3 tombstoned 9', '4 matched-own-create 8']);
    // The zombie is told on the row of its own document's DELETE, not on that of the answer which let it in.
    expect(told(`${waiting}\nchange add 9\nended`)).toEqual([...before, '3 inserted 9', '4 matched-own-create 8']);
  });

  it('says whether the list was asked for after a gap, and by which request', () => {
    const gap = `${FOREIGN}\nmessage POST 7 seq=1 v=1\nchange add 7\nended\nmessage POST 9 seq=3 v=1\nchange add 9`;
    const factsOf = (story: string) =>
      inferFrom(eventsOf(story)).find(({ decision }) => decision === 'gap-detected')?.facts;
    expect(factsOf(`${gap}\nended`)).toMatchObject({ missing: [2], refetch: false });
    expect(factsOf(`${gap}\nrequest r3 read /api/todos\nended input=2`)).toMatchObject({ refetch: 'r3' });
  });

  it('notices a loss right before and right after the first list', () => {
    const list = (seq: number) => `response r1 read 200 channelSeq=${seq} body=[]`;
    const gapOf = (story: string) =>
      inferFrom(eventsOf(`${FOREIGN}\nrequest r1 read /api/todos\n${story}`)).find(
        ({ decision }) => decision === 'gap-detected',
      )?.facts;
    expect(gapOf(`${list(4)}\nended\nmessage POST 9 seq=6\nended`)).toMatchObject({ missing: [5] });
    expect(gapOf(`message POST 9 seq=6\nended\n${list(4)}\nended`)).toMatchObject({ missing: [5] });
    expect(gapOf(`message POST 9 seq=6\nended\n${list(5)}\nended`)).toBeUndefined();
    expect(gapOf(`${list(4)}\nended\nmessage POST 9 seq=5\nended`)).toBeUndefined();
  });

  it('takes a list that a handler put in without events for what it did', () => {
    const whole = 'added todos /api/todos foreign=true size=1 models=[{"cid":"c7","attributes":{"id":"7"}}]';
    const decisions = inferFrom(eventsOf(`${FOREIGN}\nmessage POST 7\n${whole}\nended`));
    expect(decisions.map(({ decision }) => decision)).toEqual(['inserted']);
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
    expect(inferFrom(eventsOf(`${draft}\nmessage POST 7\nchange add 7\nended\nmessage DELETE 6\nended`))).toMatchObject(
      [{ decision: 'tombstoned', id: '6' }],
    );
    const settled = `${draft}\nchange change 5 cid=c1 input=0\nmessage POST 7\nchange add 7\nended`;
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
        change remove 9 input=0
        ended`),
    );
    expect(decisions.map(({ decision }) => decision)).toEqual(['expected']);
  });

  it('waits until the moment is over for a collection that takes its time, also when another input has come', () => {
    const late = `${FOREIGN}\nmessage POST 7\nmessage POST 8\nchange add 7 input=1\nended input=1\nchange add 8\nended input=2`;
    expect(inferFrom(eventsOf(late)).map(({ decision }) => decision)).toEqual(['inserted', 'inserted']);
    const never = `${FOREIGN}\nmessage POST 7\nmessage POST 8\nended input=1`;
    expect(inferFrom(eventsOf(never)).map(({ decision, input }) => `${input} ${decision}`)).toEqual(['1 ignored']);
  });

  it('counts from the start when the client has a new session', () => {
    const inference = createInference();
    const state = (clientId: string): LiveEvent => ({
      ...{ load: 'L1', seq: 1, at: 1_000_000, layer: 'faye', kind: 'state' },
      ...{ client: 'f1', state: 'connected', clientId },
    });
    const events = eventsOf(
      `${FOREIGN}\nmessage POST 7 seq=5\nchange add 7\nended\nmessage POST 8 seq=1\nchange add 8\nended`,
    );
    const story = [...events.slice(0, 1), state('a'), ...events.slice(1, 4), state('b'), ...events.slice(4)];
    expect(inferFrom(story, inference).map(({ decision }) => decision)).toEqual(['inserted', 'inserted']);
  });

  it('says nothing after events that are missing, until the collection is told whole', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        request c1 create /api/todos
        message POST 7 n=5
        ${FOREIGN}
        message POST 8
        change add 8
        ended`),
    );
    expect(decisions.map(({ seq, decision }) => `${seq} ${decision}`)).toEqual(['9 inserted']);
  });

  it('keeps loads and sources apart', () => {
    const decisions = inferFrom(
      eventsOf(`${FOREIGN}
        ${FOREIGN} source=s2
        ${FOREIGN} load=L2
        request c1 create /api/todos
        message POST 7 source=s2
        change add 7 source=s2
        ended source=s2
        message POST 7 load=L2
        change add 7 load=L2
        ended load=L2
        message POST 7
        ended`),
    );
    expect(decisions.map(({ load, source, decision }) => `${load} ${source} ${decision}`)).toEqual([
      'L1 s2 inserted',
      'L2 s1 inserted',
      'L1 s1 expected',
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
      kind: fc.constantFrom('added', 'message', 'request', 'response', 'change', 'ended', 'removed', 'decision'),
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
    const [added, message, change, ended, next, after] = eventsOf(
      `${FOREIGN}\nmessage PUT 7\nchange add 7\nended\nmessage PUT 7\nended`,
    );
    const body = { id: '7', deep };
    const told = [
      added,
      { ...message, message: { method: 'PUT', body } },
      { ...change, attributes: { ...body, deep: [deep] } },
      ended,
      { ...next, message: { method: 'PUT', body } },
      after,
      { ...change, seq: 7, input: 0 },
    ] as LiveEvent[];
    expect(inferFrom(told).map(({ decision }) => decision)).toEqual(['upserted-unknown']);
  });

  it('gives up on a page that never answers its requests, rather than remember them all', () => {
    const inference = createInference();
    inferFrom(eventsOf(FOREIGN), inference);
    const [request] = eventsOf('request c1 create /api/todos');
    for (let i = 0; i < 5_000; i += 1) inference.take({ ...request, token: `c${i}`, input: i } as LiveEvent);
    const message = { ...eventsOf('message POST 7')[0], input: 5_000 } as LiveEvent;
    const ended = { ...eventsOf('ended')[0], input: 5_000 } as LiveEvent;
    const [decision] = inferFrom([message, ended], inference);
    const { waiting = [] } = (decision?.facts ?? {}) as { waiting?: string[] };
    expect(decision?.decision).toBe('expected');
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
  const begun: { source: string; input: number }[] = [];
  let seq = 0;
  const tell = (source: string, told: object) => {
    const event = { load: 'L1', seq: ++seq, at: Date.now(), layer: 'collection', source, ...told } as LiveEvent;
    for (const { facts, id, decision } of inference.take(event) as Decision[]) {
      const { expected, did } = facts as { expected?: string; did?: string };
      judged.inferred.push(expected ?? decision);
      if (expected !== did && did !== undefined && expected !== undefined && did !== 'unchanged')
        judged.disagreements.push(`${source}: ${did} ${id} instead of ${expected}, at event ${seq}`);
    }
  };
  const observer: LiveObserver = (source, told) => {
    if (told.kind === 'decision') judged.own.push(told.decision);
    else if (told.kind !== 'added') tell(source.id, told);
    if (told.kind === 'message' || told.kind === 'response') begun.push({ source: source.id, input: told.input });
  };
  /** The moments of a step's inputs are over with it. */
  const end = () => {
    for (const { source, input } of begun.splice(0)) tell(source, { kind: 'ended', input });
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
    for (const step of steps) {
      await world.take(step);
      end();
    }
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

  it.each(FURTHER)('is never said to do anything else: $name', { timeout: 120_000 }, async (profile) => {
    await fc.assert(
      fc.asyncProperty(schedule(profile, 40), async (steps) => {
        const { disagreements } = await judge(profile, steps);
        expect(disagreements).toEqual([]);
      }),
      { numRuns: Math.ceil(RUNS / 10), seed: SEED },
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
