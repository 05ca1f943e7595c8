/*
 * Mouse and keyboard in a Firefox panel. WebDriver reaches pages only, so these bodies run in the panel's process with
 * Firefox's own privileges and make events that the panel cannot tell from a user's (`isTrusted`, default actions).
 * https://searchfox.org/mozilla-central/source/dom/webidl/Window.webidl (`synthesizeMouseEvent`)
 * https://searchfox.org/mozilla-central/source/dom/base/nsITextInputProcessor.idl
 * Each is the body of an async function that sees `content`, the panel's window, and `args`.
 */

/**
 * Moves the mouse over `args[0]`, a selector, and clicks there `args[1]` times: in its middle, or at `args[2]`, a place
 * from its top left corner. Throws if there is no such element, or another covers it.
 */
export const mouse = `
  const [selector, clicks, at] = args;
  const element = content.document.querySelector(selector);
  if (!element) throw new Error('no element matches ' + selector);
  element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  const [left, top] = at ? [x + at.x, y + at.y] : [x + width / 2, y + height / 2];
  const hit = content.document.elementFromPoint(left, top);
  if (!element.contains(hit)) throw new Error(selector + ' is covered or out of sight');
  const send = (type, clickCount) =>
    content.synthesizeMouseEvent(
      type, left, top,
      { button: 0, clickCount, inputSource: content.MouseEvent.MOZ_SOURCE_MOUSE, identifier: content.windowUtils.DEFAULT_MOUSE_POINTER_ID },
      { isDOMEventSynthesized: false, isWidgetEventSynthesized: false });
  send('mousemove', 0);
  for (let count = 1; count <= clicks; count++) {
    send('mousedown', count);
    send('mouseup', count);
  }`;

/**
 * Presses and releases the keys of `args[0]`, a list of DOM names, where the focus is.
 * The processor works out a key's legacy `keyCode` itself when the key is not a printable one.
 */
export const keyboard = `
  const processor = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
  if (!processor.beginInputTransactionForTests(content)) throw new Error('the panel takes no input now');
  for (const key of args[0]) {
    const event = new content.KeyboardEvent('', { key });
    const flags = key.length > 1 ? processor.KEY_NON_PRINTABLE_KEY : 0;
    processor.keydown(event, flags);
    processor.keyup(event, flags);
  }`;
