// @vitest-environment jsdom
import '../layout.ts';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../extension/core/protocol/events.ts';
import { describe as describeEvent } from '../../../extension/panel/lanes/describe.ts';
import { lanesOf } from '../../../extension/panel/lanes/lanes-of.ts';
import { LanesView } from '../../../extension/panel/lanes/lanes-view.tsx';
import { eventsOf } from '../../support/trace-language.ts';
import { strokes, textsOn, WIDTH } from '../canvas.ts';
import { viewOf } from '../view-props.ts';

afterEach(cleanup);

/** Ten seconds, in which a create's echo overtakes its answer. Its events are 0 to 10; four lanes of 24 pixels each. */
const STORY = `
  load http://a.test/ after=0
  request c1 create /api/todos crid=a after=2000
  received POST 7 crid=a after=1000
  message POST 7 after=0
  decision held 7 waiting=["c1"] after=0
  response c1 create 201 id=7 after=1000
  decision matched-own-create 7 token=c1 via=response heldMs=1000 after=0
  received POST 8 after=4000
  message POST 8 after=0
  decision inserted 8 after=0
  received POST 9 after=2000
`;
const PAGE = 12;
const REQUESTS = 36;
const CHANNEL = 60;
const COLLECTION = 84;

/** All of it is shown at first, with 200 ms to each side: ten milliseconds a pixel. */
const SPAN = 10_400;
/** Where a moment of the story stands then, in CSS pixels; `ms` since its first event. */
const x = (ms: number) => (ms + 200) / (SPAN / WIDTH);

function open(story = STORY) {
  const { props, session } = viewOf(eventsOf(story));
  const shown = { selected: props.selected, opened: 0 };
  /** The part of the panel that the view speaks to. */
  function Panel({ version = 0, chosen }: { version?: number; chosen?: number }) {
    const [selected, select] = useState(chosen);
    const [following, follow] = useState(true);
    shown.selected = selected;
    const onOpen = () => {
      shown.opened += 1;
    };
    return <LanesView {...props} {...{ version, selected, following, onOpen }} onSelect={select} onFollow={follow} />;
  }
  const view = render(<Panel />);
  const stage = screen.getByRole('application', { name: 'Lanes' });
  const canvas = (n: number) => {
    const found = view.container.querySelectorAll('canvas')[n];
    if (!found) throw new Error(`There is no canvas ${n}`);
    return found;
  };
  /** An end of what is seen, in milliseconds since the first event; all there is to see begins 2 % before that. */
  function edge(which: 'from' | 'to'): number {
    const handle = view.container.querySelector(`[data-grip=${which}]`);
    const [now, most] = ['now', 'max'].map((value) => Number(handle?.getAttribute(`aria-value${value}`)));
    return Math.round((now ?? 0) - ((most ?? 0) * 0.02) / 1.04);
  }
  return {
    ...view,
    session,
    shown,
    stage,
    key: (...keys: string[]) => keys.forEach((key) => void fireEvent.keyDown(stage, { key })),
    click(clientX: number, clientY: number) {
      const at = { clientX, clientY, button: 0 };
      fireEvent.pointerDown(stage, at);
      fireEvent.pointerUp(stage, at);
    },
    /** What a screen reader is told. */
    said: () => view.container.querySelector('[aria-live]')?.textContent,
    /** What is seen, in milliseconds since the first event. */
    window: () => [edge('from'), edge('to')],
    canvases: { overview: () => canvas(0), axis: () => canvas(1), lanes: () => canvas(2), overlay: () => canvas(3) },
    /** The panel draws again: something has come, or another view chose an event. */
    hear(events: readonly LiveEvent[]) {
      session.open(events);
      view.rerender(<Panel version={1} />);
    },
    again: (version: number) => view.rerender(<Panel version={version} />),
    chosenElsewhere(index: number) {
      view.unmount();
      return render(<Panel chosen={index} />);
    },
  };
}

describe('the lanes', () => {
  it('have their names beside them, the kind with each for who hears them', () => {
    open();
    const names = within(screen.getByRole('region', { name: 'Names of the lanes' })).getAllByRole('button');
    expect(names.map((name) => name.textContent?.trim().replace(/\s+/g, ' '))).toEqual([
      'Page: Page',
      'Requests: Requests',
      'Channels: /api/todos',
      'Collections: s1',
    ]);
  });

  it('draw a request and a hold as bars from start to end, in the colours of what they mean', () => {
    const { canvases } = open();
    const bars = strokes(canvases.lanes(), 'roundRect').filter(({ args: [, , , height] }) => height === 13);
    const drawn = bars.map(({ args: [from, top, width], fillStyle }) => [from, top, width, fillStyle]);
    expect(drawn).toContainEqual([x(2000) + 0.5, REQUESTS - 6.5, 199, 'var(--applied-ground)']);
    expect(drawn).toContainEqual([x(3000) + 0.5, CHANNEL - 6.5, 99, 'var(--held-ground)']);
  });

  it('write on a bar what it is, how long it took and what came of it', () => {
    const { canvases } = open();
    expect(textsOn(canvases.lanes())).toEqual(['create #1 · 2.0 s · ok 201', 'held 1.0 s']);
    expect(textsOn(canvases.axis())).toContain('3 s');
  });

  it('name no transport on the bar of a client, which may go on over another', () => {
    const told = { load: 'L1', layer: 'faye', client: 'f1' } as const;
    const state = { kind: 'state', state: 'connected', transport: 'long-polling', clientId: 'abc' } as const;
    const { session } = viewOf([
      { ...told, seq: 1, at: 1_000, ...state },
      { ...told, seq: 2, at: 9_000, kind: 'subscribe', channel: '/a', handlers: 1 },
    ]);
    const lanes = lanesOf(session);
    lanes.catchUp(10);
    const place = lanes.placeOf(0);
    expect(place?.row).toBeDefined();
    expect(describeEvent(session, 0, place)).toMatchObject({ title: 'client connected', detail: 'client abc' });
    expect(describeEvent(session, 0, undefined)).toMatchObject({ detail: 'long-polling · client abc' });
  });

  it('join what belongs together with arrows, as soon as some of it is selected', () => {
    const { canvases, click } = open();
    expect(strokes(canvases.overlay(), 'bezierCurveTo')).toEqual([]);
    click(x(3500), CHANNEL);
    const ends = strokes(canvases.overlay(), 'bezierCurveTo').map(({ args }) => Math.round(Number(args[4])));
    // To the message, to the decision to hold it, and twice to that which ended the hold: from the message and the answer.
    expect(ends).toEqual([x(3000), x(3000), x(4000), x(4000)]);
  });

  it('mark on the axis what the filter has found', () => {
    const { session, canvases, again } = open();
    session.setFilter('id:8');
    again(1);
    const found = strokes(canvases.axis(), 'fillRect').filter(({ fillStyle }) => fillStyle === 'var(--held)');
    expect(found.map(({ args }) => args[0])).toEqual([x(8000)]);
  });

  it('are there when nothing has come yet, and take in what comes', () => {
    const { hear, said, key, window, stage } = open('');
    expect(screen.queryByRole('slider')).toBeNull();
    key('ArrowDown', 'Home', '+', '0', 'Enter');
    fireEvent.wheel(stage, { deltaY: -100 });
    expect(said()).toBe('');
    hear(eventsOf(STORY));
    expect(window()).toEqual([-200, 10_200]);
  });

  it('start over after a page that came and went while another view was shown', () => {
    const { session, hear } = open('');
    session.open(eventsOf(STORY));
    hear(eventsOf('received POST 7'));
    expect(within(screen.getByRole('region', { name: 'Names of the lanes' })).getAllByRole('button')).toHaveLength(1);
  });
});

describe('the names of the lanes', () => {
  const MANY = ['/a', '/b', '/c', '/d'].map((channel) => `received POST 7 channel=${channel}`).join('\n');

  it('of one kind fold away under its heading, which says how many there are', () => {
    open(MANY);
    const heading = screen.getByRole('button', { name: 'Channels 4' });
    expect(heading.getAttribute('aria-expanded')).toBe('true');
    fireEvent.click(heading);
    expect(heading.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('button', { name: 'Channels: /a' })).toBeNull();
    fireEvent.click(heading);
    expect(screen.getByRole('button', { name: 'Channels: /a' })).toBeTruthy();
  });

  it('have no heading where there are few', () => {
    open();
    expect(screen.queryByRole('button', { expanded: true })).toBeNull();
  });

  it('choose the lane that the keys move in', () => {
    const { said, key, shown } = open();
    const name = screen.getByRole('button', { name: 'Requests: Requests' });
    fireEvent.click(name);
    expect(name.getAttribute('aria-pressed')).toBe('true');
    expect(said()).toBe('Requests');
    key('Home');
    expect(shown.selected).toBe(1);
  });
});

describe('the keyboard', () => {
  it('goes from lane to lane, and says which', () => {
    const { key, said } = open();
    key('ArrowDown');
    expect(said()).toBe('Page');
    key('ArrowDown', 'ArrowDown');
    expect(said()).toBe('/api/todos');
    key('ArrowUp');
    expect(said()).toBe('Requests');
    expect(screen.getByRole('button', { pressed: true }).textContent).toContain('Requests');
  });

  it('goes from event to event in a lane, and says what each is and what came of it', () => {
    const { key, said, shown } = open();
    key('ArrowDown', 'ArrowDown', 'ArrowDown', 'Home');
    expect(said()).toBe('/api/todos: POST /api/todos · id 7 · crid a, 1.0 s, held, held and matched-own-create');
    key('ArrowRight');
    expect(said()).toBe('/api/todos: POST /api/todos · id 8, inserted');
    key('End');
    expect(shown.selected).toBe(10);
    key('ArrowLeft', 'ArrowLeft');
    expect(shown.selected).toBe(2);
  });

  it('takes the selection along to another lane, to what was there at the time', () => {
    const { key, said, shown } = open();
    key('ArrowDown', 'ArrowDown', 'Home');
    expect(said()).toBe('Requests: create #1 · /api/todos, 2.0 s, ok 201');
    key('ArrowDown');
    expect(shown.selected).toBe(2);
    key('ArrowDown');
    expect(said()).toMatch(/^s1: held Held: one create was in flight, #1/);
    key('ArrowRight');
    expect(said()).toMatch(/^s1: matched-own-create Matched: the response to our own create #1/);
  });

  it('zooms around what is selected, pans, and shows everything again', () => {
    const { key, window, click } = open();
    click(x(3000), CHANNEL);
    key('+', '=');
    const [from = 0, to = 0] = window();
    expect(to - from).toBeCloseTo(SPAN / 1.5 ** 2, -1);
    // The event stands where it stood: 320 of 1,040 pixels from the left.
    expect(from + (x(3000) / WIDTH) * (to - from)).toBeCloseTo(3000, -1);
    key('-');
    expect((window()[1] ?? 0) - (window()[0] ?? 0)).toBeCloseTo(SPAN / 1.5, -1);
    key('d');
    expect(window()[0]).toBeGreaterThan(from);
    key('a', 'a', 'a');
    expect(window()[0]).toBe(-200);
    key('0');
    expect(window()).toEqual([-200, 10_200]);
  });

  it('goes on to the details by Enter, and selects nothing by Escape', () => {
    const { key, shown } = open();
    key('Enter');
    expect(shown.opened).toBe(0);
    key('ArrowDown', 'ArrowRight', 'Enter');
    expect([shown.opened, shown.selected]).toEqual([1, 0]);
    key('Escape');
    expect(shown.selected).toBeUndefined();
  });

  it('leaves keys with Ctrl, Alt or ⌘ and those that mean nothing here to the panel', () => {
    const { stage, window } = open();
    const untouched = (init: object) => expect(fireEvent.keyDown(stage, init)).toBe(true);
    for (const held of ['ctrlKey', 'altKey', 'metaKey']) untouched({ key: '+', [held]: true });
    untouched({ key: '1' });
    expect(window()).toEqual([-200, 10_200]);
    expect(fireEvent.keyDown(stage, { key: '+' })).toBe(false);
  });
});

describe('the pointer', () => {
  it('selects what it clicks: a mark, a bar, a decision; and nothing where nothing is', () => {
    const { click, shown, said, stage } = open();
    click(x(8000) + 5, CHANNEL);
    expect(shown.selected).toBe(7);
    click(x(2600), REQUESTS);
    expect(shown.selected).toBe(1);
    click(x(3600), CHANNEL);
    expect(shown.selected).toBe(2);
    click(x(4000), COLLECTION);
    expect(shown.selected).toBe(6);
    click(x(6000), PAGE);
    expect(shown.selected).toBeUndefined();
    expect(said()).toBe('Page');
    expect(document.activeElement).toBe(stage);
  });

  it('shows in words what it rests on, and nothing when it has left', () => {
    const { stage, container } = open();
    fireEvent.pointerMove(stage, { clientX: x(3500), clientY: CHANNEL });
    const tooltip = () => container.querySelector('.lanes-tooltip')?.textContent;
    expect(tooltip()).toMatch(/^POST 1\.0 s · held.*id 7.*held.*matched-own-create.* · 3\.000 s$/);
    fireEvent.pointerMove(stage, { clientX: x(6000), clientY: PAGE });
    expect(tooltip()).toBeUndefined();
    fireEvent.pointerMove(stage, { clientX: x(3500), clientY: CHANNEL });
    fireEvent.pointerLeave(stage);
    expect(tooltip()).toBeUndefined();
  });

  it('zooms with the wheel around where it stands', () => {
    const { stage, window } = open();
    fireEvent.wheel(stage, { deltaY: -300, clientX: x(3000) });
    const [from = 0, to = 0] = window();
    expect(to - from).toBeLessThan(SPAN / 1.9);
    expect(from + (x(3000) / WIDTH) * (to - from)).toBeCloseTo(3000, -1);
    fireEvent.wheel(stage, { deltaY: 3_000, clientX: 0 });
    expect(window()).toEqual([-200, 10_200]);
  });

  it('zooms there as well in the smallest of steps, as touchpads make them', () => {
    const { stage, window } = open();
    for (let n = 0; n < 100; n += 1) fireEvent.wheel(stage, { deltaY: -3, clientX: x(3000) });
    const [from = 0, to = 0] = window();
    expect(to - from).toBeLessThan(SPAN / 1.9);
    expect(from + (x(3000) / WIDTH) * (to - from)).toBeCloseTo(3000, -1);
  });

  it('keeps the panel from scrolling under a wheel that zooms', () => {
    const { stage } = open();
    expect(fireEvent.wheel(stage, { deltaY: -10 })).toBe(false);
  });

  it('zooms with a pinch, in its own steps, and by a wheel that counts in lines', () => {
    const { stage, window } = open();
    fireEvent.wheel(stage, { deltaY: -50, ctrlKey: true, clientX: 0 });
    expect(window()).toEqual([-200, Math.round(SPAN * Math.exp(-0.5)) - 200]);
    fireEvent.wheel(stage, { deltaY: 5, deltaMode: WheelEvent.DOM_DELTA_LINE, clientX: 0 });
    expect(window()[1]).toBe(Math.round(SPAN * Math.exp(-0.5 + 0.0022 * 80)) - 200);
  });

  it('pans with the wheel sideways, or with Shift', () => {
    const { stage, window } = open();
    fireEvent.wheel(stage, { deltaY: -500, clientX: 0 });
    const [from = 0, to = 0] = window();
    const perPixel = (to - from) / WIDTH;
    fireEvent.wheel(stage, { deltaY: 100, shiftKey: true });
    expect(window()[0]).toBeCloseTo(from + 100 * perPixel, -1);
    fireEvent.wheel(stage, { deltaX: -40, deltaY: 3 });
    expect(window()[0]).toBeCloseTo(from + 60 * perPixel, -1);
    expect((window()[1] ?? 0) - (window()[0] ?? 0)).toBeCloseTo(to - from, -1);
  });

  it('pans by dragging, and selects nothing then; straying a little is still a click', () => {
    const { stage, window, shown } = open();
    fireEvent.wheel(stage, { deltaY: -500, clientX: 500 });
    const [from = 0, to = 0] = window();
    const perPixel = (to - from) / WIDTH;
    fireEvent.pointerDown(stage, { clientX: 500, clientY: CHANNEL, button: 0 });
    fireEvent.pointerMove(stage, { clientX: 502, clientY: CHANNEL });
    expect(window()[0]).toBe(from);
    fireEvent.pointerMove(stage, { clientX: 520, clientY: CHANNEL });
    fireEvent.pointerMove(stage, { clientX: 600, clientY: CHANNEL });
    fireEvent.pointerUp(stage, { clientX: 600, clientY: CHANNEL });
    expect(window()[0]).toBeCloseTo(from - 100 * perPixel, -1);
    expect(shown.selected).toBeUndefined();
    const at = ((8000 - (window()[0] ?? 0)) / (to - from)) * WIDTH;
    fireEvent.pointerDown(stage, { clientX: at - 2, clientY: CHANNEL, button: 0 });
    fireEvent.pointerMove(stage, { clientX: at, clientY: CHANNEL });
    fireEvent.pointerUp(stage, { clientX: at, clientY: CHANNEL });
    expect(shown.selected).toBe(7);
  });

  it('does nothing with its other buttons', () => {
    const { stage, shown } = open();
    fireEvent.pointerDown(stage, { clientX: x(8000), clientY: CHANNEL, button: 2 });
    fireEvent.pointerUp(stage, { clientX: x(8000), clientY: CHANNEL, button: 2 });
    expect(shown.selected).toBeUndefined();
  });
});

describe('the tools', () => {
  it('zoom in and out, and show everything, without wheel and keys', () => {
    const { window } = open();
    fireEvent.click(screen.getByRole('button', { name: 'Zoom in' }));
    fireEvent.click(screen.getByRole('button', { name: 'Zoom in' }));
    expect((window()[1] ?? 0) - (window()[0] ?? 0)).toBeCloseTo(SPAN / 4, -1);
    fireEvent.click(screen.getByRole('button', { name: 'Zoom out' }));
    expect((window()[1] ?? 0) - (window()[0] ?? 0)).toBeCloseTo(SPAN / 2, -1);
    fireEvent.click(screen.getByRole('button', { name: 'All' }));
    expect(window()).toEqual([-200, 10_200]);
  });
});

describe('the overview', () => {
  const strip = () => screen.getByRole('region', { name: 'Overview' });
  function drag(element: Element, from: number, to: number): void {
    fireEvent.pointerDown(element, { clientX: from, button: 0 });
    fireEvent.pointerMove(strip(), { clientX: to });
    fireEvent.pointerUp(strip(), { clientX: to });
  }
  const handle = (name: string) => screen.getByRole('slider', { name });

  it('draws how much happened when, and trouble below it in its own colour', () => {
    const { canvases } = open(`${STORY}\n decision gap-detected got=9 after=0`);
    const columns = strokes(canvases.overview(), 'fillRect').map(({ args: [at], fillStyle }) => [fillStyle, at]);
    for (const ms of [0, 2000, 3000, 4000, 8000, 10_000])
      expect(columns).toContainEqual(['var(--accent)', 3 * Math.floor(x(ms) / 3)]);
    expect(columns.filter(([colour]) => colour === 'var(--warning)')).toEqual([
      ['var(--warning)', 3 * Math.floor(x(10_000) / 3)],
    ]);
  });

  it('has a brush: drawing over the strip shows what it covers, whichever way', () => {
    const { window } = open();
    drag(strip(), x(2000), x(4000));
    expect(window()).toEqual([2000, 4000]);
    drag(strip(), x(9000), x(7000));
    expect(window()).toEqual([7000, 9000]);
  });

  it('moves the brush by its middle, and each end by its handle, never past the other', () => {
    const { window, container } = open();
    drag(strip(), x(2000), x(4000));
    drag(container.querySelector('.brush') ?? strip(), x(3000), x(5000));
    expect(window()).toEqual([4000, 6000]);
    drag(handle('Begin of the window'), x(4000), x(3000));
    expect(window()).toEqual([3000, 6000]);
    drag(handle('End of the window'), x(6000), x(1000));
    expect(window()).toEqual([3000, 3001]);
  });

  it('brings the brush to a click beside it', () => {
    const { window } = open();
    drag(strip(), x(2000), x(4000));
    drag(strip(), x(8000), x(8000));
    expect(window()).toEqual([7000, 9000]);
  });

  it('has handles for the keyboard, which say in words where they are', () => {
    const { window } = open();
    const begin = handle('Begin of the window');
    fireEvent.keyDown(begin, { key: 'ArrowRight' });
    expect(window()[0]).toBe(SPAN / 100 - 200);
    fireEvent.keyDown(begin, { key: 'ArrowRight', shiftKey: true });
    expect(window()[0]).toBe((11 * SPAN) / 100 - 200);
    expect(begin.getAttribute('aria-valuetext')).toBe('944 ms');
    fireEvent.keyDown(handle('End of the window'), { key: 'ArrowLeft' });
    expect(window()[1]).toBe(10_200 - SPAN / 100);
    fireEvent.keyDown(begin, { key: 'Home' });
    fireEvent.keyDown(handle('End of the window'), { key: 'End' });
    expect(window()).toEqual([-200, 10_200]);
  });
});

describe('following', () => {
  const jump = () => screen.queryByRole('button', { name: 'Jump to latest' });

  it('ends when the newest is out of sight, and begins again by “Jump to latest”', () => {
    const { stage, window } = open();
    expect(jump()).toBeNull();
    fireEvent.wheel(stage, { deltaY: -300, clientX: 0 });
    const button = jump();
    expect(button).toBeTruthy();
    const span = (window()[1] ?? 0) - (window()[0] ?? 0);
    if (button) fireEvent.click(button);
    expect(jump()).toBeNull();
    expect(window()[1]).toBe(10_200);
    expect((window()[1] ?? 0) - (window()[0] ?? 0)).toBeCloseTo(span, -1);
  });

  it('goes on while one only looks closer at the newest', () => {
    const { stage, window } = open();
    fireEvent.wheel(stage, { deltaY: -300, clientX: WIDTH });
    expect(jump()).toBeNull();
    expect(window()[1]).toBe(10_200);
  });

  it('shows the last half minute at first, and moves on with what comes', () => {
    const { window, hear } = open('received POST 7\nreceived POST 8 after=100000');
    expect(window()).toEqual([72_000, 102_000]);
    hear(eventsOf('received POST 7\nreceived POST 8 after=200000'));
    expect((window()[1] ?? 0) - (window()[0] ?? 0)).toBeCloseTo(30_000, -1);
  });
});

describe('what was selected in another view', () => {
  it('comes into sight, with its lane', () => {
    const told = open('received POST 7 after=0\nrequest c1 read /a\nreceived POST 9 after=200000');
    const { container } = told.chosenElsewhere(1);
    expect(container.querySelector('[aria-live]')?.textContent).toMatch(/^Requests: read #1 .*pending$/);
    expect(screen.getByRole('button', { pressed: true }).textContent).toContain('Requests');
  });
});
