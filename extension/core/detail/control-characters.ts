/**
 * Characters that act on the text around them: controls, which a terminal or a browser may obey; ends of lines; and those
 * that turn the direction (https://www.unicode.org/reports/tr9/#Bidi_Control). Joiners are none of them: Persian, Indic
 * scripts and emoji are written with U+200C and U+200D.
 */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
/** The same but for the ends of lines that JSON over several lines has. */
const CONTROLS_BUT_NEWLINES = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

const asNumber = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text in one line, with such characters as their numbers: `\u202e`. All others stay. */
export const escapeControls = (text: string): string => text.replace(CONTROLS, asNumber);

/** JSON that means the same, without such characters; its lines stay lines. */
export const withoutControls = (json: string): string => json.replace(CONTROLS_BUT_NEWLINES, asNumber);
