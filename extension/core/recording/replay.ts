import type { Command } from '../protocol/commands.ts';
import type { LiveEvent } from '../protocol/events.ts';
import { type Script, scriptOf } from './replay-script.ts';

/** Time, as a parameter: a test brings its own. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls `fn` once, after `ms` milliseconds. Returns its undo. */
  after(ms: number, fn: () => void): () => void;
}

export type ReplayState = 'paused' | 'playing' | 'ended';

/**
 * Plays a recording into the page's live collections, with the recorded spacing.
 *
 *   paused → play() → playing → pause() → paused; the last input → ended; stop() → paused, at the beginning
 *
 * The page is taken off the network with the first input and let go with `stop()`.
 */
export interface Replay {
  readonly state: ReplayState;
  /** Inputs played. */
  readonly position: number;
  /** Inputs in the recording. */
  readonly length: number;
  /** The channels whose collections it plays to; nothing until the recording is read, see `prepare`. */
  readonly channels: readonly string[] | undefined;
  /** Recorded milliseconds a millisecond: 1 is as it was. */
  readonly speed: number;
  /** Reads the recording, if that was not done yet: its events need not be there any more after this. */
  prepare(): void;
  /** Why it plays nothing, in a sentence, as far as it is read; '' when it plays. */
  readonly refusal: string;
  play(): void;
  pause(): void;
  /** Plays exactly one input, now; a replay that was playing pauses. */
  step(): void;
  /** From 0.1 to 100; beyond that, the nearest. Throws a RangeError for what is no number. */
  setSpeed(speed: number): void;
  /** Lets the page go and goes back to the beginning. */
  stop(): void;
  /** Calls `listener` after each change of state, position or speed. Returns its undo. */
  subscribe(listener: () => void): () => void;
}

export interface ReplayOptions {
  /** Its events are asked for when it is first played, or asked for its length where `inputs` does not tell it. */
  recording: { readonly events: Iterable<LiveEvent>; readonly inputs?: number };
  clock: Clock;
  /** Takes what is to be said to the page. */
  sink(command: Command): void;
}

const SLOWEST = 0.1;
const FASTEST = 100;
/** Inputs played in one turn when time has run ahead (a tab asleep, a coarse timer); the page must breathe. */
const AT_ONCE = 256;
/** A timer's longest delay in a browser, in milliseconds: beyond it fires at once. */
const LONGEST_DELAY = 2_147_483_647;

/** Sums of fractions fall short by a hair, in milliseconds; waiting for that hair might never end. */
const ROUNDING = 0.001;

/** Starts paused: an imported recording never starts by itself. */
export function createReplay({ recording, clock, sink }: ReplayOptions): Replay {
  let script: Script | undefined;
  const listeners = new Set<() => void>();
  let state: ReplayState = 'paused';
  let position = 0;
  let speed = 1;
  let staged = false;
  /** Recorded milliseconds since the last input, as of `since`. */
  let elapsed = 0;
  let since = 0;
  let cancel = () => {};

  function read(): Script {
    script ??= scriptOf(recording.events);
    return script;
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  /** Recorded milliseconds between the input before and the next. Clocks of two documents may disagree. */
  function distance(): number {
    const { steps } = read();
    const before = steps[position - 1];
    const next = steps[position];
    return before && next ? Math.max(0, next.at - before.at) : 0;
  }

  function advanceTime(): void {
    const now = clock.now();
    elapsed += (now - since) * speed;
    since = now;
  }

  /** Sets the stage, and has it told, so that what is played is a recording with a beginning itself. */
  function begin(): void {
    staged = true;
    const { opening } = read();
    for (const command of opening) sink(command);
    if (opening.length > 0) sink({ type: 'describe' });
  }

  function playNext(): void {
    const next = read().steps[position];
    if (!next) return;
    if (!staged) begin();
    position += 1;
    for (const command of next.commands) sink(command);
  }

  /** Plays what is due and waits for the rest. */
  function run(): void {
    const { steps } = read();
    advanceTime();
    for (let played = 0; played < AT_ONCE && state === 'playing' && position < steps.length; played += 1) {
      const due = distance();
      if (elapsed + ROUNDING < due) break;
      elapsed = position === 0 ? 0 : Math.max(0, elapsed - due);
      playNext();
    }
    if (position === steps.length) state = 'ended';
    else if (state === 'playing') {
      const wait = Math.max(0, (distance() - elapsed) / speed);
      cancel = clock.after(Math.min(wait, LONGEST_DELAY), run);
    }
    changed();
  }

  function hold(): void {
    cancel();
    cancel = () => {};
    if (state !== 'playing') return;
    advanceTime();
    state = 'paused';
  }

  return {
    get state() {
      return state;
    },
    get position() {
      return position;
    },
    get length() {
      return script || recording.inputs === undefined ? read().steps.length : recording.inputs;
    },
    get channels() {
      return script?.channels;
    },
    get speed() {
      return speed;
    },
    prepare: () => void read(),
    get refusal() {
      return script ? refusalOf(script) : '';
    },
    play() {
      if (state !== 'paused' || refusalOf(read()) !== '') return;
      state = 'playing';
      since = clock.now();
      run();
    },
    pause() {
      if (state !== 'playing') return;
      hold();
      changed();
    },
    step() {
      if (state === 'ended' || refusalOf(read()) !== '') return;
      hold();
      elapsed = 0;
      playNext();
      if (position === read().steps.length) state = 'ended';
      changed();
    },
    setSpeed(wanted) {
      if (Number.isNaN(wanted)) throw new RangeError('A speed must be a number');
      const wasPlaying = state === 'playing';
      hold();
      speed = Math.min(FASTEST, Math.max(SLOWEST, wanted));
      if (wasPlaying) {
        state = 'playing';
        since = clock.now();
        run();
      } else changed();
    },
    stop() {
      hold();
      state = 'paused';
      position = 0;
      elapsed = 0;
      if (staged) sink({ type: 'stage/end' });
      staged = false;
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Events that a refusal names. */
const NAMED = 3;

/** What is shortened cannot be played: the page's models would become what nobody ever sent. */
function refusalOf({ incomplete }: Script): string {
  if (incomplete.length === 0) return '';
  const names = incomplete.slice(0, NAMED).map(({ seq, kind }) => `${seq} (${kind})`);
  const more = incomplete.length - names.length;
  const which = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return incomplete.length === 1
    ? `Nothing is played: event ${which} is not in the recording whole.`
    : `Nothing is played: events ${which} are not in the recording whole.`;
}
