import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBE_FAILED } from '../../extension/channel/internal-protocol.ts';
import { explain } from '../../extension/core/explanation/explanation.ts';
import { judge, judgementText } from '../../extension/core/explanation/judgement.ts';
import { createSession, type Session } from '../../extension/core/session.ts';
import { streamPosition } from '../../extension/core/subscriptions/streams.ts';
import { whatIsWrong } from '../../extension/core/subscriptions/subscription-wording.ts';
import { type EmptyStateProps, reasonOf } from '../../extension/panel/page-status/empty-state.tsx';
import { batchOf, eventsOf } from '../support/trace-language.ts';

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
const empty = (props: Partial<EmptyStateProps>) => {
  const { title, text } = reasonOf({ ...page, ...props });
  return `${title}. ${text}`;
};

const EMPTY_STATES: Statement[] = [
  {
    says: 'Nothing matches the filter',
    evidence: 'events, and a filter that none of them passes',
    gives: empty({ query: 'id:7' }),
    lacks: empty({ query: '' }),
  },
  {
    says: 'The recording holds no event',
    evidence: 'a recording that was read to its end',
    gives: empty({ events: 0, opened: true }),
    lacks: empty({ events: 0 }),
  },
  {
    says: 'Waiting for the page',
    evidence: 'none: it says that nothing was heard',
    gives: empty({ connection: 'connecting', heard: false }),
    lacks: empty({}),
  },
  {
    says: 'No recording',
    evidence: 'that there is no page',
    gives: empty({ connection: 'detached' }),
    lacks: empty({}),
  },
  {
    says: 'The page’s answers cannot be read',
    evidence: 'answers that were no batches',
    gives: empty({ heard: false, rejected: 2 }),
    lacks: empty({ heard: false }),
  },
  {
    says: 'Not recording',
    evidence: 'a page that said so',
    gives: empty({ recording: false }),
    lacks: empty({ recording: false, heard: false }),
  },
  {
    says: 'Nothing since it was cleared',
    evidence: 'a page that is read, and no event kept',
    gives: empty({ events: 0 }),
    lacks: empty({}),
  },
  {
    says: 'A frame at http://frame.test is not allowed yet',
    evidence: 'a frame that could not be read',
    gives: empty({ closedFrames: ['http://frame.test'] }),
    lacks: empty({}),
  },
  {
    says: 'No live collection yet',
    evidence: 'a page that was read from its start; else it says since when',
    gives: empty({}),
    lacks: empty({ connection: 'refused' }),
  },
  {
    says: 'was found in this page',
    evidence: 'that it was read from its start',
    gives: empty({}),
    lacks: empty({ late: true }),
  },
  {
    says: 'The probe cannot run in this page',
    evidence: 'the probe’s own word',
    gives: empty({ connection: 'refused', refusal: `${PROBE_FAILED}x` }),
    lacks: empty({ connection: 'refused' }),
  },
  {
    says: 'http://todo.test is not allowed yet',
    evidence: 'a site that permission can be asked for',
    gives: empty({ connection: 'refused' }),
    lacks: empty({ connection: 'refused', site: '' }),
  },
  {
    says: 'Files are not read',
    evidence: 'the page’s own address',
    gives: empty({ connection: 'refused', site: '', url: 'file:///a.html' }),
    lacks: empty({ connection: 'refused', site: '' }),
  },
  {
    says: 'No access to this page',
    evidence: 'a refusal, and no site to allow',
    gives: empty({ connection: 'refused', site: '' }),
    lacks: empty({ connection: 'connecting' }),
  },
];

/** What rows say of a story's decision. */
const verdict = (decision: string, facts: object) =>
  `${judgementText(judge(decision, facts))} (${judge(decision, facts).family}): ${explain(decision, facts)}`;

const VERDICTS: Statement[] = [
  {
    says: 'inserted, not held (warning)',
    evidence: 'what was expected, and that something else was seen done',
    gives: verdict('inserted', { expected: 'held', did: 'inserted' }),
    lacks: verdict('held', { expected: 'held' }),
  },
  {
    says: 'The collection did nothing',
    evidence: 'a deed that was seen to be left undone',
    gives: verdict('ignored', { id: '7', expected: 'merged', did: 'ignored' }),
    lacks: verdict('merged', { id: '7', expected: 'merged' }),
  },
  {
    says: 'Whether it lost the document or chose not to show it cannot be seen',
    evidence: 'a document that was not added, and that nobody here knew',
    gives: verdict('ignored', { id: '7', expected: 'inserted', did: 'ignored' }),
    lacks: verdict('ignored', { id: '7', expected: 'merged', did: 'ignored' }),
  },
  {
    says: 'Not known: something else happened to the document meanwhile',
    evidence: 'an expectation that ended without being concluded',
    gives: verdict('not-known', { expected: 'held', isBlurred: true }),
    lacks: verdict('expected', { expected: 'held' }),
  },
  {
    says: 'A duplicate row',
    evidence: 'two models of one id',
    gives: verdict('duplicated', { id: '7', cids: ['c1', 'c2'], expected: 'absorbed-twin', did: 'duplicated' }),
    lacks: verdict('absorbed-twin', { id: '7', expected: 'absorbed-twin', did: 'absorbed-twin' }),
  },
  {
    says: '5 to 6 not seen',
    evidence: 'the position before',
    gives: streamPosition(7, 4),
    lacks: streamPosition(7, undefined),
  },
];

function sessionOf(story: string): Session {
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(`load http://localhost:3000/\n${story}`)));
  return session;
}

/** All that is wrong with a story's subscriptions. */
const wrong = (story: string) =>
  sessionOf(story)
    .subscriptions.all()
    .flatMap((one) => whatIsWrong(one, 2_000_000))
    .join(' ');

const ASKED = 'faye client endpoint=/faye\nfaye subscribe /api/todos handlers=1\nsent /meta/subscribe /api/todos id=1';
const MISMATCHES: Statement[] = [
  {
    says: 'refused',
    evidence: 'the server’s refusal',
    gives: wrong(`${ASKED}\nreply /meta/subscribe /api/todos id=1 successful=false error=403::no`),
    lacks: wrong(`${ASKED}\nreply /meta/subscribe /api/todos id=1`),
  },
  {
    says: 'the server has not answered',
    evidence: 'a subscribe that left, and no answer for five seconds',
    gives: wrong(ASKED),
    lacks: wrong('faye client endpoint=/faye\nfaye subscribe /api/todos handlers=1'),
  },
];

describe.each([
  ['an empty state', EMPTY_STATES],
  ['a verdict', VERDICTS],
  ['a mismatch', MISMATCHES],
])('%s', (_, statements) => {
  it.each(statements.map((one) => [one.says, one.evidence, one] as const))(
    'says “%s” only with %s',
    (_says, _on, one) => {
      expect(one.gives).toContain(one.says);
      expect(one.lacks).not.toContain(one.says);
    },
  );
});

it('has a row for every empty state', () => {
  const source = readFileSync(join(import.meta.dirname, '../../extension/panel/page-status/empty-state.tsx'), 'utf8');
  const titles = [...source.matchAll(/title: ['`]([^'`]+)['`]/g)].map(([, title]) => title);
  const isKept = (title = '') => {
    const words = title.split(/\$\{\w+\}/);
    return EMPTY_STATES.some(({ says }) => words.every((part) => says.includes(part)));
  };
  expect(titles.length).toBeGreaterThan(10);
  expect(titles.filter((title) => !isKept(title))).toEqual([]);
});
