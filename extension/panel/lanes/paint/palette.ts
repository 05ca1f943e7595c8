import { TONES, type Tone } from '../../../core/lanes/tone.ts';

/** Colours as a canvas takes them. */
export interface Palette {
  ground: string;
  bar: string;
  line: string;
  text: string;
  soft: string;
  accent: string;
  selected: string;
  /** Of each tone: what is written and outlined, and what is filled. */
  ink: Readonly<Record<Tone, string>>;
  fill: Readonly<Record<Tone, string>>;
  font: string;
  forced: boolean;
}

/** The custom properties of theme.css that a tone's colours come from. */
const INKS: Readonly<Record<Tone, string>> = {
  quiet: '--soft',
  hidden: '--ignored',
  paused: '--ignored',
  open: '--soft',
  connect: '--soft',
  exchange: '--matched',
  sent: '--accent',
  message: '--accent',
  ok: '--applied',
  applied: '--applied',
  matched: '--matched',
  ignored: '--ignored',
  removed: '--removed',
  pending: '--matched',
  held: '--held',
  unsure: '--held',
  aborted: '--ignored',
  load: '--text',
  failed: '--warning',
  warning: '--warning',
  offline: '--warning',
  gap: '--warning',
};
const FILLS: Readonly<Record<Tone, string>> = {
  ...INKS,
  hidden: '--ignored-ground',
  paused: '--ignored-ground',
  open: '--bar',
  connect: '--ignored-ground',
  exchange: '--matched-ground',
  ok: '--applied-ground',
  pending: '--ground',
  held: '--held-ground',
  unsure: '--ground',
  aborted: '--ground',
  offline: '--warning-ground',
};

const tones = <T>(value: (tone: Tone) => T) =>
  Object.fromEntries(TONES.map((tone) => [tone, value(tone)])) as Record<Tone, T>;

/**
 * Reads the colours that hold where `element` stands. A custom property is not resolved by itself (theme.css says
 * `light-dark(…)`): the colour of an element that uses it is.
 */
export function readPalette(element: HTMLElement): Palette {
  if (matchMedia('(forced-colors: active)').matches) return forcedPalette(getComputedStyle(element).fontFamily);
  const probe = element.appendChild(document.createElement('span'));
  const read = new Map<string, string>();
  function colour(property: string): string {
    const known = read.get(property);
    if (known !== undefined) return known;
    probe.style.color = `var(${property})`;
    const value = getComputedStyle(probe).color;
    read.set(property, value);
    return value;
  }
  const palette: Palette = {
    ground: colour('--ground'),
    bar: colour('--bar'),
    line: colour('--line'),
    text: colour('--text'),
    soft: colour('--soft'),
    accent: colour('--accent'),
    selected: colour('--selected'),
    ink: tones((tone) => colour(INKS[tone])),
    fill: tones((tone) => colour(FILLS[tone])),
    font: getComputedStyle(element).fontFamily,
    forced: false,
  };
  probe.remove();
  return palette;
}

/** The user's own colours: shapes and patterns tell tones apart. https://www.w3.org/TR/css-color-4/#css-system-colors */
function forcedPalette(font: string): Palette {
  const isFilled = (tone: Tone) => FILLS[tone] === INKS[tone];
  return {
    ground: 'Canvas',
    bar: 'Canvas',
    line: 'GrayText',
    text: 'CanvasText',
    soft: 'CanvasText',
    accent: 'Highlight',
    selected: 'Highlight',
    ink: tones(() => 'CanvasText'),
    fill: tones((tone) => (isFilled(tone) ? 'CanvasText' : 'Canvas')),
    font,
    forced: true,
  };
}
