/** Holds what was inferred of a foreign collection against what truly happened to it. */
import type { LiveEvent, LiveEventOf } from '../../extension/core/protocol/events.ts';
import type { Fact, ForeignWorld } from './foreign-world.ts';

type Decision = LiveEventOf<'collection', 'decision'>;

interface Facts {
  expected?: string;
  did?: string;
  token?: string;
  via?: string;
  missing?: unknown[];
  refetch?: string | false;
  heldMs?: number;
  mayBeOlder?: boolean;
  withdraws?: { decision: string; seq: number };
}

const factsOf = ({ facts }: Decision) => facts as Facts;

/** Decisions that say that the collection left a document alone. */
const LEFT_ALONE = /^(ignored|unchanged|tombstoned)/;
const REMOVALS = new Set(['removed', 'removed-by-snapshot', 'removed-by-tombstone']);
const APPEARANCES = new Set(['inserted', 'upserted-unknown', 'inserted-after-hold', 'restored-after-failed-delete']);

export interface Checked {
  /** Verdicts that the history contradicts, and what should have been named and was not, or twice. */
  wrong: string[];
  duplicates: number;
  zombies: number;
  lost: number;
  verdicts: number;
}

export function createOracle(world: ForeignWorld) {
  const { page, facts, messages } = world;
  const { events, decisions } = page;
  let read = 0;
  const wrong: string[] = [];
  const episodes = { duplicates: 0, zombies: 0, lost: 0 };
  /** Since which event a document is so, at rest. */
  const twice = new Map<string, number>();
  const zombies = new Map<string, number>();
  const lost = new Map<string, number>();
  const atRest = new Set<string>();

  const say = (decision: Decision, why: string) =>
    wrong.push(`${decision.decision} ${decision.id} ${JSON.stringify(decision.facts)} at ${decision.seq}: ${why}`);

  /** The message or answer that the decision is about. */
  function inputOf({ input, kind: _ }: Decision): { event: LiveEvent; message: number } | undefined {
    let message = 0;
    for (const event of events) {
      if (event.layer !== 'collection') continue;
      if (event.kind === 'message') message += 1;
      const isInput = event.kind === 'message' || event.kind === 'response' || event.kind === 'request';
      if (isInput && event.input === input) return { event, message: event.kind === 'message' ? message : 0 };
    }
    return undefined;
  }

  const happened = (id: string | undefined, from: number, to: number, is: Fact['is']) =>
    facts.filter((fact) => fact.id === id && fact.is === is && fact.at >= from && fact.at <= to);

  /** How many models had the id when so many events had been told. */
  const countAt = (id: string | undefined, at: number) =>
    facts.findLast((fact) => fact.id === id && fact.at <= at)?.count ?? 0;

  const isWithdrawn = ({ seq, decision, id }: Decision) =>
    decisions.some((each) => {
      const { withdraws } = factsOf(each);
      return each.id === id && withdraws?.seq === seq && withdraws.decision === decision;
    });

  function check(decision: Decision): void {
    const { seq, id } = decision;
    const { expected, did, heldMs, missing, refetch, token } = factsOf(decision);
    const input = inputOf(decision);
    if (!input) return void say(decision, 'no such input');
    const { event, message } = input;
    if (decision.decision === 'gap-detected') {
      for (const number of missing ?? [])
        if (events.slice(0, event.seq).some((each) => seqOf(each) === number)) say(decision, `${number} had come`);
      const asked = events.some((each) => each.kind === 'request' && 'token' in each && each.token === refetch);
      if (refetch !== false && !asked) say(decision, 'no request left');
      return;
    }
    if (decision.decision === 'expected') {
      if ((expected === 'held' || expected === 'held-update') && countAt(id, seq) > 0) say(decision, 'it is there');
      return;
    }
    if (did === undefined) return;
    if (APPEARANCES.has(did) && happened(id, event.seq, seq, 'appeared').length === 0) say(decision, 'never appeared');
    if (REMOVALS.has(did) && happened(id, event.seq, seq, 'vanished').length === 0) say(decision, 'never removed');
    if (
      did === 'merged' &&
      happened(id, event.seq, seq, 'changed').length + happened(id, event.seq, seq, 'appeared').length === 0
    )
      say(decision, 'never changed');
    if (did === 'held' || did === 'held-update') {
      if (happened(id, event.seq, seq, 'appeared').length > 0) say(decision, 'it was added meanwhile');
      const ended = events[seq - 1];
      if (ended && heldMs !== ended.at - event.at) say(decision, 'held for another time');
    }
    if (did === 'kept' && countAt(id, seq) === 0) say(decision, 'it is not there');
    if (did === 'duplicated' && countAt(id, seq) < 2) say(decision, 'there is one');
    if (did === 'matched-own-create') {
      const request = events.find((each) => each.kind === 'request' && 'token' in each && each.token === token);
      const cid = request && 'cid' in request ? request.cid : undefined;
      if (!facts.some((fact) => fact.id === id && fact.cid === cid && fact.at <= seq))
        say(decision, 'it has no such id');
    }
    if (LEFT_ALONE.test(did) && message > 0)
      if (facts.some((fact) => fact.id === id && fact.message === message && fact.at <= seq && isOf(fact)))
        say(decision, 'its handler did something');
    function isOf({ at }: Fact): boolean {
      return event.seq <= at;
    }
  }

  /** What stays said although a handler did it later. */
  function checkStanding(decision: Decision): void {
    const { did } = factsOf(decision);
    const input = inputOf(decision);
    if (!input || did === undefined || !LEFT_ALONE.test(did) || isWithdrawn(decision)) return;
    const sent = messages[input.message - 1];
    if (input.message === 0 || sent?.document._id !== decision.id) return;
    const later = facts.filter(
      ({ id, message, at, is }) =>
        id === decision.id && message === input.message && at > decision.seq && is === 'appeared',
    );
    if (later.length > 0 && !isSuperseded(decision)) say(decision, 'its handler did it later, and it is not withdrawn');
  }

  /** A later message about the document came before the handler was done: the verdict on that one stands. */
  const isSuperseded = ({ id, input }: Decision) => decisions.some((each) => each.id === id && each.input > input);

  function named(id: string, from: number, did: ReadonlySet<string>): Decision[] {
    return decisions.filter((each) => {
      const { did: deed, expected } = factsOf(each);
      return each.id === id && each.seq > from && deed !== expected && did.has(deed ?? '') && !isWithdrawn(each);
    });
  }

  /** At rest: every moment is over, and nothing is in flight. */
  function rest(): void {
    const now = events.length;
    const present = world.present();
    follow(twice, (id) => world.count(id) > 1, present, 'duplicates', now);
    follow(zombies, (id) => world.dead.has(id) && world.count(id) > 0, present, 'zombies', now);
    const missing = [...world.given].filter(
      (id) => world.documents.has(id) && !world.dead.has(id) && world.count(id) === 0 && !world.isDeleting(id),
    );
    follow(lost, (id) => missing.includes(id), missing, 'lost', now);
  }

  function follow(
    since: Map<string, number>,
    is: (id: string) => boolean,
    ids: readonly string[],
    what: keyof typeof episodes,
    now: number,
  ): void {
    for (const id of since.keys()) if (!is(id)) since.delete(id);
    for (const id of ids) {
      if (!is(id) || since.has(id)) continue;
      since.set(id, now);
      episodes[what] += 1;
      atRest.add(`${what} ${id}`);
    }
  }

  /** Everything that is wrong in the end has its name, once. */
  function finish(): void {
    rest();
    const duplicated = new Set(['duplicated']);
    const revived = new Set(['inserted', 'kept', 'upserted-unknown']);
    const isKept = ({ decision }: Decision) => decision === 'kept';
    const left = new Set(['ignored', 'removed']);
    for (const [id] of twice)
      expectOnce(
        id,
        'twice',
        named(
          id,
          lastBefore(id, (count) => count < 2),
          duplicated,
        ),
      );
    for (const [id] of zombies) {
      const appeared = lastBefore(id, (count) => count === 0);
      const verdicts = named(id, Math.max(world.dead.get(id) ?? 0, appeared), revived);
      // A second DELETE that it does not heed either is another deed.
      const times = verdicts.filter(({ decision }) => decision !== 'kept').length + Number(verdicts.some(isKept));
      // That it came while an own delete of it was in flight says it already, before the delete is answered.
      const isSaidBefore = named(id, appeared, revived).some(
        (each) => factsOf(each).expected === 'ignored-pending-delete',
      );
      if (times === 0 && isSaidBefore) continue;
      if (times !== 1) wrong.push(`${id} is back from the dead, and that is said ${times} times`);
    }
    // Without numbers a list that may be older than the document is as much as can be seen.
    const isInDoubt = (id: string) => decisions.some((each) => each.id === id && factsOf(each).mayBeOlder === true);
    for (const [id] of lost)
      if (named(id, 0, left).length === 0 && !isInDoubt(id)) wrong.push(`${id} is lost, and nothing says so`);
    for (const decision of decisions) checkStanding(decision);
  }

  /** The event since which the document has been as it is, going by how many models had its id. */
  function lastBefore(id: string, was: (count: number) => boolean): number {
    return facts.findLast((fact) => fact.id === id && was(fact.count))?.at ?? 0;
  }

  function expectOnce(id: string, what: string, verdicts: readonly Decision[]): void {
    if (verdicts.length !== 1) wrong.push(`${id} is ${what}, and that is said ${verdicts.length} times`);
  }

  return {
    /** Checks what was inferred since the last time. */
    check(): void {
      for (; read < decisions.length; read += 1) {
        const decision = decisions[read];
        if (decision) check(decision);
      }
    },
    rest,
    finish(): Checked {
      finish();
      return { wrong, ...episodes, verdicts: decisions.length };
    },
  };
}

function seqOf(event: LiveEvent): number | undefined {
  if (event.layer !== 'collection' || event.kind !== 'message') return undefined;
  return (event.message as { seq?: number }).seq;
}
