// @vitest-environment jsdom
import './layout.ts';
import { cleanup, render, screen } from '@testing-library/preact';
import { createRef } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { TONES } from '../../extension/core/lanes/tone.ts';
import { createSession } from '../../extension/core/session.ts';
import { EventDetail } from '../../extension/panel/detail/event-detail.tsx';
import { describe as describePlace } from '../../extension/panel/lanes/describe.ts';
import { lanesOf } from '../../extension/panel/lanes/lanes-of.ts';
import { createRowReader, readRow } from '../../extension/panel/list/read-row.ts';
import { batchOf, eventsOf } from '../support/trace-language.ts';

afterEach(cleanup);

/** A collection that does not wait for its own create: what was expected is told before what it did. */
const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
session.receive(
  batchOf(
    eventsOf(`
      load http://localhost:3000/
      added todos /api/todos foreign=true
      request c1 create /api/todos
      message POST 7
      decision held 7 waiting=["c1"] expected=held did=held inferred=true
      decision inserted 7 waiting=["c1"] expected=held did=inserted inferred=true
      decision merged 7 expected=merged did=merged inferred=true
    `),
  ),
);
const MESSAGE = 3;
const CULPRIT = 5;

describe('the wrong decision of a row', () => {
  it('stands first in the list, with its own sentence', () => {
    const { decisions, reason } = readRow(session, MESSAGE);
    expect(decisions.map(({ decision, expected, family }) => [decision, expected, family])).toEqual([
      ['inserted', 'held', 'warning'],
      ['not added', undefined, 'held'],
      ['merged', undefined, 'applied'],
    ]);
    expect(reason).toContain('it should wait');
  });

  it('is as red in the details and the story, and stands first there too', () => {
    const nothing = () => {};
    render(
      <EventDetail
        session={session}
        index={MESSAGE}
        pane={createRef()}
        stacks={false}
        onSelect={nothing}
        onCopy={async () => true}
        onRecordStacks={nothing}
        onClose={nothing}
      />,
    );
    const badges = (element: HTMLElement) =>
      [...element.querySelectorAll('.badge')].map(
        (badge) => `${badge.getAttribute('data-family')}: ${badge.textContent}`,
      );
    const [first, ...others] = [...screen.getByRole('tabpanel').querySelectorAll<HTMLElement>('.verdict')];
    expect(first && badges(first)).toEqual(['warning: inserted, not held']);
    expect(others.map((other) => other.classList.contains('beside'))).toEqual([true, true]);
    expect(badges(screen.getByRole('list', { name: 'Story' }))).toContain('warning: inserted, not held');
  });

  it('is as red in the lanes, and named there in words', () => {
    expect(describePlace(session, CULPRIT, undefined)?.title).toBe('inserted, not held');
    const lanes = lanesOf(session);
    lanes.catchUp(Number.POSITIVE_INFINITY);
    const { lane, start } = lanes.placeOf(CULPRIT) ?? {};
    const tone = lane?.marks.tone(lane.marks.find(start ?? 0, CULPRIT)) ?? 0;
    expect(TONES[tone]).toBe('warning');
  });
});

/** The collection merges after the moment of the message was over, and was said to have done nothing. */
const BEFORE = `
  load http://localhost:3000/
  added todos /api/todos foreign=true changesSeen=true size=1 models=[{"cid":"c7","attributes":{"id":"7","title":"a"}}]
  message PUT 7 body={"id":"7","title":"b"}
  ended`;

describe('a verdict that a later event withdraws', () => {
  const told = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  const decisions = () => {
    const found: number[] = [];
    for (let i = told.trace.first; i < told.trace.end; i += 1) if (told.trace.kind(i) === 'decision') found.push(i);
    return found;
  };
  told.receive(batchOf(eventsOf(BEFORE)));
  const lanes = lanesOf(told);
  lanes.catchUp(Number.POSITIVE_INFINITY);
  const [first = -1] = decisions();
  const toneOf = (i: number) => {
    const { lane, start } = lanes.placeOf(i) ?? {};
    return TONES[lane?.marks.tone(lane.marks.find(start ?? 0, i)) ?? 0];
  };
  const read = createRowReader(told);

  it('loses its colour on the lanes, and in a row that was drawn before', () => {
    expect(toneOf(first)).toBe('warning');
    const row = told.ledger.rowOf(first);
    expect(read(row).decisions[0]?.family).toBe('warning');
    told.receive(batchOf(eventsOf(`${BEFORE}\nchange change 7 input=0 attributes={"id":"7","title":"b"}`)));
    lanes.catchUp(Number.POSITIVE_INFINITY);
    expect(told.ledger.withdrawnBy(first)).toBeDefined();
    expect(toneOf(first)).toBe('ignored');
    const { all, trouble } = lanes.rate.count(0, Number.MAX_SAFE_INTEGER);
    expect(all).toBeGreaterThan(0);
    expect(trouble).toBe(0);
    expect(read(row).decisions.some(({ family }) => family === 'warning')).toBe(false);
  });
});
