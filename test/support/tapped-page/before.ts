/** What the browser itself made, kept before any script of the extension is in the page. */

/** Every property that a tap replaces, as `[object, name]`. */
function tappedProperties(): [object: object, name: string][] {
  return [
    [window, 'WebSocket'],
    [WebSocket.prototype, 'constructor'],
    [WebSocket.prototype, 'send'],
    [XMLHttpRequest.prototype, 'open'],
    [XMLHttpRequest.prototype, 'send'],
    [XMLHttpRequest.prototype, 'setRequestHeader'],
    [window, 'fetch'],
    [window, 'EventSource'],
    [EventSource.prototype, 'constructor'],
    [EventSource.prototype, 'close'],
    [HTMLScriptElement.prototype, 'src'],
    [Function.prototype, 'toString'],
  ];
}

const properties = tappedProperties();
const before = properties.map(([object, name]) => Object.getOwnPropertyDescriptor(object, name));
/** Of every prototype and of the window itself: names, in order. */
const holders = [...new Set(properties.map(([object]) => object))];
const names = holders.map((object) => Reflect.ownKeys(object).map(String));

export interface BrowserBefore {
  /** Which of the properties are not what they were; see below. */
  changed(): string[];
}

/** Which of the properties are not, part by part, what they were; and which are new or gone. */
function changed(): string[] {
  const differs = properties.flatMap(([object, name], index) => {
    const now = Object.getOwnPropertyDescriptor(object, name);
    const keys = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const;
    return keys.filter((key) => now?.[key] !== before[index]?.[key]).map((key) => `${name} ${key}`);
  });
  const own = new Set(['before', 'tapped', 'calls', 'bayeuxPoll']);
  const moved = holders.flatMap((object, index) => {
    const now = Reflect.ownKeys(object).map(String);
    const old = names[index] ?? [];
    const gone = old.filter((key) => !now.includes(key));
    const added = now.filter((key) => !old.includes(key) && !own.has(key));
    return [...gone.map((key) => `${key} gone`), ...added.map((key) => `${key} added`)];
  });
  return [...differs, ...moved];
}

declare global {
  interface Window {
    before: BrowserBefore;
  }
}
window.before = { changed };
