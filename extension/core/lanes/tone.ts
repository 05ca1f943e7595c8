/**
 * What a mark or bar means: its colour, shape and pattern follow from it. In rising order of what must not be overlooked:
 * where many fall on one pixel, the last of them is the one that is seen.
 */
export const TONES = [
  'quiet',
  'hidden',
  'paused',
  'open',
  'connect',
  'exchange',
  'sent',
  'message',
  'ok',
  'applied',
  'matched',
  'ignored',
  'removed',
  'pending',
  'held',
  'unsure',
  'aborted',
  'load',
  'failed',
  'warning',
  'offline',
  'gap',
] as const;

export type Tone = (typeof TONES)[number];

const codes = new Map(TONES.map((tone, code) => [tone, code]));

/** A tone as a small number, for typed arrays: higher ones are drawn over lower ones. */
export const codeOf = (tone: Tone): number => codes.get(tone) ?? 0;

/** The tone that must not be overlooked among those whose bits, `1 << code`, are set; `quiet` of none. */
export const foremost = (mask: number): Tone => TONES[31 - Math.clz32(mask)] ?? 'quiet';

/** Those that the overview strip shows in red. */
const troubles = new Set<Tone>(['failed', 'aborted', 'warning', 'offline', 'gap']);
export const isTrouble = (tone: Tone): boolean => troubles.has(tone);
