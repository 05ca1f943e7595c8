/** WebDriver's code points for keys that type nothing. https://www.w3.org/TR/webdriver2/#keyboard-actions */
const codePoints: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};

/** A key's DOM name as WebDriver wants it: itself if it types a character. Throws for a key it does not know. */
export function webDriverKey(key: string): string {
  const value = codePoints[key] ?? (key.length === 1 ? key : undefined);
  if (value === undefined) throw new Error(`No WebDriver code point is known for the key ${key}`);
  return value;
}
