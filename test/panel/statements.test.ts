import { describe, expect, it } from 'vitest';
import { PROBE_FAILED } from '../../extension/channel/internal-protocol.ts';
import type { PageEvidence } from '../../extension/core/evidence.ts';
import { explain } from '../../extension/core/explanation/explanation.ts';
import { judge, judgementText } from '../../extension/core/explanation/judgement.ts';
import type { Conclusion } from '../../extension/core/inference/expectation.ts';
import { streamPosition } from '../../extension/core/subscriptions/streams.ts';
import {
  type Acknowledgment,
  createSubscription,
  type Mismatch,
  type Subscription,
} from '../../extension/core/subscriptions/subscription.ts';
import { whatIsWrong } from '../../extension/core/subscriptions/subscription-wording.ts';
import * as unseen from '../../extension/core/unseen-wording.ts';
import { type EmptyReason, type EmptyStateProps, reasonOf } from '../../extension/panel/page-status/empty-state.tsx';

/*
 * What the panel can state, each with what it rests on. The tables are complete by their types: a reason, conclusion,
 * mismatch or sentence that has no row here does not compile.
 */

/** A sentence that the panel can say, and what it rests on. */
interface Statement {
  says: string;
  /** What must have been seen. */
  evidence: string;
  /** All that the panel says where that was seen, and where it was not. */
  gives: string;
  lacks: string;
}

const nothing = () => {};
const page: EmptyStateProps = {
  connection: 'connected',
  refusal: '',
  site: 'http://todo.test',
  recording: true,
  heard: true,
  rejected: 0,
  events: 3,
  query: '',
  near: () => [],
  late: false,
  onRecord: nothing,
  onClearFilter: nothing,
  onFilter: nothing,
  onChoose: nothing,
  onAllow: nothing,
  onPermissions: nothing,
  onReload: nothing,
};
const shown = (props: Partial<EmptyStateProps>) => reasonOf({ ...page, ...props });
const empty = (props: Partial<EmptyStateProps>) => {
  const { title, text } = shown(props);
  return `${title}. ${text}`;
};

type EmptyRow = Omit<Statement, 'gives' | 'lacks'> & {
  seen: Partial<EmptyStateProps>;
  unseen: Partial<EmptyStateProps>;
};
const EMPTY_STATES: Record<EmptyReason, EmptyRow> = {
  filtered: {
    says: 'Nothing matches the filter',
    evidence: 'events, and a filter that none of them passes',
    seen: { query: 'id:7' },
    unseen: { query: '' },
  },
  'empty-recording': {
    says: 'The recording holds no event',
    evidence: 'a recording that was read to its end',
    seen: { events: 0, opened: true },
    unseen: { events: 0 },
  },
  connecting: {
    says: 'Waiting for the page. It has not answered yet',
    evidence: 'nothing: no document was reached',
    seen: { connection: 'connecting', heard: false },
    unseen: {},
  },
  unheard: {
    says: 'It can be reached, and has not answered yet',
    evidence: 'a document that was reached, and no answer',
    seen: { heard: false },
    unseen: { connection: 'connecting', heard: false },
  },
  'no-recording': {
    says: 'No recording',
    evidence: 'that there is no page',
    seen: { connection: 'detached' },
    unseen: {},
  },
  unreadable: {
    says: 'The page’s answers cannot be read',
    evidence: 'answers that were no batches',
    seen: { heard: false, rejected: 2 },
    unseen: { heard: false },
  },
  paused: {
    says: 'Not recording',
    evidence: 'a page that said so',
    seen: { recording: false },
    unseen: { recording: false, heard: false },
  },
  cleared: {
    says: 'Nothing since it was cleared',
    evidence: 'a page that is read, and no event kept',
    seen: { events: 0 },
    unseen: {},
  },
  'closed-frame': {
    says: 'A frame at http://frame.test is not allowed yet',
    evidence: 'a frame that could not be read',
    seen: { closedFrames: ['http://frame.test'] },
    unseen: {},
  },
  late: {
    says: 'No live collection yet. The page ran already when it was first looked at',
    evidence: 'a page that was read from a moment on',
    seen: { late: true },
    unseen: {},
  },
  'nothing-met': {
    says: 'was found in this page',
    evidence: 'a page that was read from its start',
    seen: {},
    unseen: { late: true },
  },
  'probe-failed': {
    says: 'The probe cannot run in this page',
    evidence: 'the probe’s own word',
    seen: { connection: 'refused', refusal: `${PROBE_FAILED}x` },
    unseen: { connection: 'refused' },
  },
  'open-frame': {
    says: 'The frame at http://frame.test may be read',
    evidence: 'a refused page with a frame of a permitted site',
    seen: { connection: 'refused', openFrames: ['http://frame.test'] },
    unseen: { connection: 'refused' },
  },
  'not-allowed': {
    says: 'http://todo.test is not allowed yet',
    evidence: 'a site that permission can be asked for',
    seen: { connection: 'refused' },
    unseen: { connection: 'refused', site: '' },
  },
  file: {
    says: 'Files are not read',
    evidence: 'the page’s own address',
    seen: { connection: 'refused', site: '', url: 'file:///a.html' },
    unseen: { connection: 'refused', site: '' },
  },
  'own-address': {
    says: 'A page of its own at a data: address belongs to no site',
    evidence: 'the page’s own address',
    seen: { connection: 'refused', site: '', url: 'data:text/html,' },
    unseen: { connection: 'refused', site: '' },
  },
  'no-access': {
    says: 'The browser lets no extension read it',
    evidence: 'a refusal, and no site to allow',
    seen: { connection: 'refused', site: '' },
    unseen: { connection: 'refused' },
  },
};

/** What rows say of a story's decision. */
const verdict = (decision: string, facts: object) =>
  `${judgementText(judge(decision, facts))} (${judge(decision, facts).family}): ${explain(decision, facts)}`;

/** What a collection that does not report was expected to do with document 7, and was seen to do. */
const ended = (expected: string, did: string, more: object = {}) => verdict(did, { id: '7', expected, did, ...more });
const met = (decision: string) => verdict(decision, { id: '7', expected: decision, did: decision });

/** How an expectation ended. Nothing is said of one that ended silently. */
const CONCLUSIONS: Record<Exclude<Conclusion, 'silent'>, Statement> = {
  met: {
    says: 'inserted (applied)',
    evidence: 'the document, seen to be added',
    gives: met('inserted'),
    lacks: verdict('expected', { id: '7', expected: 'inserted' }),
  },
  unchanged: {
    says: 'unchanged (ignored)',
    evidence: 'a document that was as expected before',
    gives: verdict('unchanged', { id: '7', expected: 'merged' }),
    lacks: verdict('expected', { id: '7', expected: 'merged' }),
  },
  unclaimed: {
    says: 'held (held)',
    evidence: 'a decision of which only the application knows what is to follow',
    gives: verdict('held', { id: '7', expected: 'held' }),
    lacks: verdict('expected', { id: '7', expected: 'held' }),
  },
  inserted: {
    says: 'inserted, not held (warning): The collection added it',
    evidence: 'what was expected, and an add that was seen',
    gives: ended('held', 'inserted'),
    lacks: verdict('held', { id: '7', expected: 'held' }),
  },
  merged: {
    says: 'The collection changed it',
    evidence: 'a change that was seen, where none was expected',
    gives: ended('ignored-stale', 'merged'),
    lacks: met('merged'),
  },
  removed: {
    says: 'The collection removed it',
    evidence: 'a removal that was seen, where none was expected',
    gives: ended('ignored-stale', 'removed'),
    lacks: met('removed'),
  },
  ignored: {
    says: 'The collection did nothing',
    evidence: 'a deed that was seen to be left undone',
    gives: ended('merged', 'ignored'),
    lacks: verdict('merged', { id: '7', expected: 'merged' }),
  },
  kept: {
    says: 'The collection kept it',
    evidence: 'a document that was still there when its removal was over',
    gives: ended('removed', 'kept'),
    lacks: met('removed'),
  },
  duplicated: {
    says: 'A duplicate row',
    evidence: 'two models of one id',
    gives: ended('absorbed-twin', 'duplicated', { cids: ['c1', 'c2'] }),
    lacks: met('absorbed-twin'),
  },
};

const LIMITS: Statement[] = [
  {
    says: 'Whether it lost the document or chose not to show it cannot be seen',
    evidence: 'a document that was not added, and that nobody here knew',
    gives: ended('inserted', 'ignored'),
    lacks: ended('merged', 'ignored'),
  },
  {
    says: 'Not known: something else happened to the document meanwhile',
    evidence: 'an expectation that ended without being concluded',
    gives: verdict('not-known', { expected: 'held', isBlurred: true }),
    lacks: verdict('not-known', { expected: 'held' }),
  },
  {
    says: 'Without “seq” and “v” in the channel’s messages only that can tell what is newer',
    evidence: 'a decision that LiveCollection would ask the server about, on a channel without numbers',
    gives: verdict('not-known', { expected: 'merged', asks: true, missing: ['seq', 'v'] }),
    lacks: verdict('not-known', { expected: 'merged', asks: true }),
  },
  {
    says: 'what it does shows when that is answered',
    evidence: 'a request that the collection made while it handled the message',
    gives: verdict('expected', { expected: 'merged', asked: ['r1'] }),
    lacks: verdict('expected', { expected: 'merged' }),
  },
  {
    says: 'a newer message had come by then',
    evidence: 'a verdict that is withdrawn because of a change that a later message may have led to',
    gives: verdict('not-known', { expected: 'merged', withdraws: { decision: 'ignored', seq: 3 } }),
    lacks: verdict('not-known', { expected: 'merged' }),
  },
  {
    says: '5 to 6 not seen',
    evidence: 'the position before',
    gives: streamPosition(7, 4),
    lacks: streamPosition(7, undefined),
  },
];

/** All that is wrong with a subscription of which this was seen, an hour after it was asked for. */
const HOUR = 3_600_000;
const wrong = (seen: Partial<Subscription>) =>
  whatIsWrong({ ...createSubscription('L1', 'f1', '/api/todos', 0), ...seen }, HOUR).join(' ');
const step = { event: 0, at: 0, who: 'server', said: 'pending', error: undefined } as const;

/** What does not fit together, and for each answer of the server that does not fit, which it was. */
const MISMATCHES: Record<
  Exclude<Mismatch, 'held-not-acknowledged'> | Exclude<Acknowledgment, 'unknown' | 'acknowledged'>,
  Statement
> = {
  'asked-not-held': {
    says: 'the client does not hold it',
    evidence: 'a client whose table was seen, without the channel',
    gives: wrong({ asked: 1, held: 0 }),
    lacks: wrong({ asked: 1 }),
  },
  'acknowledged-not-held': {
    says: 'no handler listens',
    evidence: 'the server’s word, and a client whose table was seen',
    gives: wrong({ asked: 0, held: 0, server: 'acknowledged' }),
    lacks: wrong({ server: 'acknowledged' }),
  },
  refused: {
    says: 'the server refused: 403 no',
    evidence: 'the server’s refusal',
    gives: wrong({ asked: 1, held: 1, server: 'refused', error: '403::no' }),
    lacks: wrong({ asked: 1, held: 1, server: 'acknowledged' }),
  },
  ended: {
    says: 'it was unsubscribed at the server',
    evidence: 'an unsubscribe that the server acknowledged',
    gives: wrong({ asked: 1, held: 1, server: 'ended' }),
    lacks: wrong({ asked: 1, held: 1, server: 'unknown' }),
  },
  lapsed: {
    says: 'the server knows nothing of it',
    evidence: 'the end of the session in which it was acknowledged',
    gives: wrong({ asked: 1, held: 1, server: 'lapsed' }),
    lacks: wrong({ asked: 1, held: 1, server: 'acknowledged' }),
  },
  pending: {
    says: 'the server has not answered for',
    evidence: 'a subscribe that left, and no answer for five seconds',
    gives: wrong({ asked: 1, held: 1, server: 'pending', steps: [step] }),
    lacks: wrong({ asked: 1, held: 1, server: 'pending', steps: [{ ...step, at: HOUR - 1_000 }] }),
  },
};

type Wording = typeof unseen;
/** The functions of `unseen-wording.ts`. */
type Sentences = {
  [K in keyof Wording]: Wording[K] extends (seen: PageEvidence) => unknown ? K : never;
}[keyof Wording];
const seenWhole: PageEvidence = {
  bayeux: true,
  client: true,
  collection: true,
  wireClients: [],
  unheard: [],
  workers: [],
  likelyWorkers: [],
  late: false,
  replaced: [],
};
const unmet = (seen: Partial<PageEvidence>) => unseen.unmetWords({ ...seenWhole, ...seen })?.text ?? '';
const words = (sentence: (seen: PageEvidence) => string, seen: Partial<PageEvidence>) =>
  sentence({ ...seenWhole, ...seen });

const UNSEEN: Record<Sentences, Statement[]> = {
  unmetWords: [
    {
      says: 'no Faye client was found',
      evidence: 'Bayeux on the wire, and no client met',
      gives: unmet({ client: false }),
      lacks: unmet({ client: false, collection: false, bayeux: false }),
    },
    {
      says: 'seen on the wire only',
      evidence: 'a client on the wire that is none of those met',
      gives: unmet({ wireClients: ['ws://a'] }),
      lacks: unmet({}),
    },
    {
      says: 'No live collection was found that listens to /a',
      evidence: 'a channel that is listened to, and no collection of it',
      gives: unmet({ unheard: ['/a'] }),
      lacks: unmet({}),
    },
    {
      says: 'No live collection was found.',
      evidence: 'Bayeux on the wire, and no collection met',
      gives: unmet({ collection: false }),
      lacks: unmet({}),
    },
  ],
  workersSentence: [
    {
      says: 'This page has one worker (http://a/w.js): what it sends is not seen.',
      evidence: 'a worker that the page began',
      gives: words(unseen.workersSentence, { workers: ['http://a/w.js'] }),
      lacks: words(unseen.workersSentence, {}),
    },
    {
      says: 'was loaded as a worker’s script is',
      evidence: 'a script that was loaded as such before the probe came',
      gives: words(unseen.workersSentence, { likelyWorkers: ['http://a/w.js'] }),
      lacks: words(unseen.workersSentence, { workers: ['http://a/w.js'] }),
    },
  ],
  olderWorkersSentence: [
    {
      says: 'Nothing is known about shared workers',
      evidence: 'a page that is older than the probe',
      gives: words(unseen.olderWorkersSentence, { late: true }),
      lacks: words(unseen.olderWorkersSentence, {}),
    },
  ],
  replacedSentence: [
    {
      says: 'This page has replaced WebSocket (by Socket)',
      evidence: 'something else in the place of the browser’s',
      gives: words(unseen.replacedSentence, { replaced: [{ name: 'WebSocket', by: 'Socket' }] }),
      lacks: words(unseen.replacedSentence, {}),
    },
  ],
};

describe.each([
  ['an empty state', rowsOf(EMPTY_STATES)],
  ['the end of an expectation', Object.values(CONCLUSIONS)],
  ['what limits a verdict', LIMITS],
  ['a mismatch', Object.values(MISMATCHES)],
  ['what was not seen', Object.values(UNSEEN).flat()],
])('%s', (_, statements) => {
  it.each(statements.map((one) => [one.says, one.evidence, one] as const))(
    'says “%s” only with %s',
    (_says, _on, one) => {
      expect(one.gives).toContain(one.says);
      expect(one.lacks).not.toContain(one.says);
    },
  );
});

it.each(Object.entries(EMPTY_STATES))('the empty state “%s” is the one that its evidence gives', (is, { seen }) => {
  expect(shown(seen).is).toBe(is);
});

function rowsOf(states: Record<string, EmptyRow>): Statement[] {
  return Object.values(states).map(({ seen, unseen, ...row }) => ({
    ...row,
    gives: empty(seen),
    lacks: empty(unseen),
  }));
}
