import { givenUpSocketUrl, outcome } from './noticed.ts';

/** What is thrown at a page that calls wrongly. */
export async function mistakes(): Promise<unknown> {
  const loose = (method: unknown) => method as (this: unknown, ...args: unknown[]) => unknown;
  const make = (method: unknown) => method as new (...args: unknown[]) => unknown;
  const src = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, 'src');
  const sendOnly = new XMLHttpRequest();
  const connecting = new WebSocket(givenUpSocketUrl());
  const closed = new WebSocket(givenUpSocketUrl());
  closed.close();
  const calls: Record<string, () => unknown> = {
    'WebSocket()': () => loose(WebSocket)('ws://127.0.0.1/'),
    'new WebSocket()': () => new (make(WebSocket))(),
    'new WebSocket(no)': () => new WebSocket('ws://['),
    'new WebSocket(bad protocol)': () => new WebSocket(givenUpSocketUrl(), ['a', 'a']),
    'send of nothing': () => loose(WebSocket.prototype.send).call({}, 'x'),
    'send of undefined': () => loose(WebSocket.prototype.send).call(undefined, 'x'),
    'send without arguments': () => loose(connecting.send).call(connecting),
    'send while connecting': () => connecting.send('[{"channel":"/meta/connect"}]'),
    'send when closing': () => closed.send('[{"channel":"/meta/connect"}]'),
    'new send': () => new (make(WebSocket.prototype.send))(),
    'xhr.open()': () => loose(sendOnly.open).call(sendOnly),
    'xhr.open(TRACE)': () => sendOnly.open('TRACE', '/'),
    'xhr.open(bad URL)': () => sendOnly.open('GET', 'http://['),
    'xhr.open of nothing': () => loose(sendOnly.open).call({}, 'GET', '/'),
    'xhr.send unopened': () => sendOnly.send(),
    'xhr.setRequestHeader unopened': () => sendOnly.setRequestHeader('a', 'b'),
    'xhr.send of nothing': () => loose(sendOnly.send).call(null),
    'fetch()': () => loose(window.fetch)(),
    'fetch of something': () => loose(window.fetch).call({}, '/elsewhere'),
    'fetch(bad URL)': () => fetch('http://['),
    'fetch(GET with a body)': () => fetch('/api/todos', { method: 'GET', body: 'x' }),
    'fetch(symbol)': () => loose(window.fetch)(Symbol('x')),
    'fetch(throwing options)': () =>
      loose(window.fetch)('/api/todos', {
        get method() {
          throw new RangeError('as ever');
        },
      }),
    'new fetch': () => new (make(window.fetch))('/'),
    'EventSource()': () => loose(EventSource)('/stream'),
    'new EventSource(no)': () => new EventSource('http://['),
    'close of nothing': () => loose(EventSource.prototype.close).call({}),
    'src of nothing': () => src?.set?.call({}, 'x'),
    'toString of no function': () => Function.prototype.toString.call({}),
    'toString of nothing': () => loose(Function.prototype.toString).call(undefined),
    'new toString': () => new (make(Function.prototype.toString))(),
  };
  const outcomes: [string, string][] = [];
  for (const [name, call] of Object.entries(calls)) outcomes.push([name, await outcome(call)]);
  connecting.close();
  return Object.fromEntries(outcomes);
}
