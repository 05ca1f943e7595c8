import { describe, expect, it } from 'vitest';
import { escapeControls, withoutControls } from '../../../extension/core/detail/control-characters.ts';

describe('characters that act on the text around them', () => {
  it('are shown as their numbers: controls, ends of lines, turns of direction', () => {
    expect(escapeControls('/a\u202egpj\u2066\x1b[2J\n\x9b\u2028\u200f\u061c')).toBe(
      String.raw`/a\u202egpj\u2066\u001b[2J\u000a\u009b\u2028\u200f\u061c`,
    );
  });

  it.each(['👩\u200d👩\u200d👧', 'می\u200cخواهم', 'क्\u200dष', 'שלום', 'a\u00adb'])(
    'are not what scripts and emoji are written with: %s',
    (text) => {
      expect(escapeControls(text)).toBe(text);
    },
  );

  it('leave the lines of JSON, and what it means', () => {
    const json = JSON.stringify({ a: '\u202e\x7f', b: 1 }, null, 2);
    expect(withoutControls(json).split('\n')).toHaveLength(4);
    expect(JSON.parse(withoutControls(json))).toEqual(JSON.parse(json));
  });
});
