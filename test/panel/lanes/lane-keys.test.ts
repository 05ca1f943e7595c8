import { describe, expect, it } from 'vitest';
import { createLane, type Lane } from '../../../extension/core/lanes/lane.ts';
import { actionOf, type KeyState, type LaneAction } from '../../../extension/panel/lanes/lane-keys.ts';
import { views } from '../../../extension/panel/views.ts';

/** A lane with marks at these times; the event of each is the time itself. */
function laneAt(number: number, ...times: number[]): Lane {
  const lane = createLane(number, { kind: 'channel', key: `/${number}`, name: `/${number}`, frame: '' });
  for (const at of times) lane.mark(at, at, 'message');
  return lane;
}

const upper = laneAt(0, 100, 500, 900);
const lower = laneAt(1, 180, 520);
const empty = laneAt(2);
const lanes = [upper, lower, empty];
const bounds = { from: 0, to: 1_000 };

const item = (at: number) => ({ index: at, start: at });
/** In the upper lane with nothing selected, and all of 400 to 600 in sight. */
const state = (more: Partial<KeyState> = {}): KeyState => ({
  lanes,
  lane: upper,
  item: undefined,
  window: { from: 400, to: 600 },
  bounds,
  ...more,
});

const selects = (lane: Lane, at: number): LaneAction => ({ type: 'select', lane, item: item(at) });

function windowAfter(key: string, more: Partial<KeyState> = {}): number[] {
  const action = actionOf(key, state(more));
  if (action?.type !== 'window') throw new Error(`${key} does not move the window`);
  return [Math.round(action.window.from), Math.round(action.window.to)];
}

describe('the arrows along a lane', () => {
  it('go to the event after and before, and stop at its ends', () => {
    expect(actionOf('ArrowRight', state({ item: item(100) }))).toEqual(selects(upper, 500));
    expect(actionOf('ArrowLeft', state({ item: item(500) }))).toEqual(selects(upper, 100));
    expect(actionOf('ArrowRight', state({ item: item(900) }))).toBeUndefined();
    expect(actionOf('ArrowLeft', state({ item: item(100) }))).toBeUndefined();
  });

  it('begin with the event closest to the middle of what is seen', () => {
    const seen = state({ window: { from: 400, to: 560 } });
    expect(actionOf('ArrowRight', seen)).toEqual(selects(upper, 500));
    expect(actionOf('ArrowLeft', seen)).toEqual(selects(upper, 500));
  });

  it('do nothing without a lane, and on one that has nothing', () => {
    for (const key of ['ArrowRight', 'ArrowLeft', 'Home', 'End']) {
      expect(actionOf(key, state({ lane: undefined }))).toBeUndefined();
      expect(actionOf(key, state({ lane: empty }))).toBeUndefined();
    }
  });
});

it('Home and End go to the first and the last event of the lane', () => {
  expect(actionOf('Home', state({ item: item(500) }))).toEqual(selects(upper, 100));
  expect(actionOf('End', state())).toEqual(selects(upper, 900));
});

describe('the arrows across lanes', () => {
  it('go to the next lane, to what is there at the same time', () => {
    expect(actionOf('ArrowDown', state({ item: item(500) }))).toEqual(selects(lower, 520));
    expect(actionOf('ArrowUp', state({ lane: lower, item: item(520) }))).toEqual(selects(upper, 500));
  });

  it('look from the middle of the window when what is selected is out of sight', () => {
    expect(actionOf('ArrowDown', state({ item: item(100) }))).toEqual(selects(lower, 520));
  });

  it('only go to the lane while nothing is selected, or nothing is there', () => {
    expect(actionOf('ArrowDown', state())).toEqual({ type: 'lane', lane: lower });
    expect(actionOf('ArrowDown', state({ lane: lower, item: item(520) }))).toEqual({ type: 'lane', lane: empty });
  });

  it('begin at the first or the last, and stop there', () => {
    expect(actionOf('ArrowDown', state({ lane: undefined }))).toEqual({ type: 'lane', lane: upper });
    expect(actionOf('ArrowUp', state({ lane: undefined }))).toEqual({ type: 'lane', lane: empty });
    expect(actionOf('ArrowUp', state())).toBeUndefined();
    expect(actionOf('ArrowDown', state({ lane: empty }))).toBeUndefined();
    expect(actionOf('ArrowDown', state({ lanes: [], lane: undefined }))).toBeUndefined();
  });
});

describe('zooming by keys', () => {
  it.each(['+', '=', 'w', 'W'])('%s shows less, around what is selected where that is in sight', (key) => {
    expect(windowAfter(key)).toEqual([433, 567]);
    expect(windowAfter(key, { item: item(420) })).toEqual([407, 540]);
    expect(windowAfter(key, { item: item(900) })).toEqual([433, 567]);
  });

  it.each(['-', 's', 'S'])('%s shows more, as far as there is more', (key) => {
    expect(windowAfter(key)).toEqual([350, 650]);
    expect(windowAfter(key, { window: { from: 100, to: 900 } })).toEqual([0, 1_000]);
  });

  it('0 shows everything', () => {
    expect(windowAfter('0')).toEqual([0, 1_000]);
  });
});

describe('panning by keys', () => {
  it.each(['a', 'A'])('%s goes back a fifth of what is seen', (key) => {
    expect(windowAfter(key)).toEqual([360, 560]);
  });

  it.each(['d', 'D'])('%s goes on by as much', (key) => {
    expect(windowAfter(key)).toEqual([440, 640]);
  });

  it('stops at the ends', () => {
    expect(windowAfter('a', { window: { from: 10, to: 210 } })).toEqual([0, 200]);
    expect(windowAfter('d', { window: { from: 790, to: 990 } })).toEqual([800, 1_000]);
  });
});

it('Enter and Escape are about what is selected, and nothing where nothing is', () => {
  expect(actionOf('Enter', state({ item: item(500) }))).toEqual({ type: 'open' });
  expect(actionOf('Escape', state({ item: item(500) }))).toEqual({ type: 'unselect' });
  expect(actionOf('Enter', state())).toBeUndefined();
  expect(actionOf('Escape', state())).toBeUndefined();
});

it('leaves every other key to the panel', () => {
  for (const key of ['1', '2', '?', '/', 'n', 'Tab', ' ', 'PageDown', 'F5'])
    expect(actionOf(key, state({ item: item(500) }))).toBeUndefined();
});

it('does something for every key of its sheet', () => {
  const sheet = views.find(({ name }) => name === 'lanes')?.keys?.flatMap(({ keys }) => keys) ?? [];
  expect(sheet.length).toBeGreaterThan(10);
  const between = { lanes: [empty, upper, lower], item: item(500) };
  for (const key of sheet) expect(actionOf(key, state(between)), key).toBeDefined();
});
