/**
 * What pages put around the browser's transports, by name: each hands frames on in its own way. `window.wrap` puts one in
 * place, before the page's client takes its reference.
 */
declare global {
  interface Window {
    wrap(name: string): void;
  }
}

type Hand = (work: () => void) => void;

/** When a frame is handed on: while it is handled, or later. */
const hands: Record<string, Hand> = {
  now: (work) => work(),
  'in a microtask': (work) => queueMicrotask(work),
  'in a task': (work) => void setTimeout(work),
};

const Native = window.WebSocket;
const NativeXhr = window.XMLHttpRequest;
const types = ['open', 'message', 'close', 'error'] as const;

/** A class that has a socket; it dispatches an event of its own and calls the page's handler, in either order. */
function classAround(hand: Hand, isDispatchedFirst: boolean): void {
  window.WebSocket = class extends EventTarget {
    static readonly OPEN = 1;
    readonly #socket: WebSocket;
    constructor(url: string) {
      super();
      this.#socket = new Native(url);
      for (const type of types)
        this.#socket.addEventListener(type, (event) => {
          const data: unknown = (event as MessageEvent).data;
          hand(() => this.#tell(type === 'message' ? new MessageEvent(type, { data }) : new Event(type)));
        });
    }
    #tell(event: Event): void {
      if (isDispatchedFirst) this.dispatchEvent(event);
      (Reflect.get(this, `on${event.type}`) as ((event: Event) => void) | undefined)?.(event);
      if (!isDispatchedFirst) this.dispatchEvent(event);
    }
    get readyState() {
      return this.#socket.readyState;
    }
    send(data: string) {
      this.#socket.send(data);
    }
    close() {
      this.#socket.close();
    }
  } as unknown as typeof WebSocket;
}

function proxyOf(): void {
  window.WebSocket = new Proxy(Native, {
    construct: (Target, [url]) =>
      new Proxy(new Target(url), {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
        set: (target, name, value) => Reflect.set(target, name, value),
      }),
  });
}

function derivedFrom(hand: Hand): void {
  window.WebSocket = class extends Native {
    override set onmessage(listener: ((event: MessageEvent) => void) | null) {
      super.onmessage = (event) => hand(() => listener?.call(this, event));
    }
  } as typeof WebSocket;
}

/** What old versions of zone.js did. */
function replacedSetter(hand: Hand): void {
  const native = Object.getOwnPropertyDescriptor(Native.prototype, 'onmessage');
  Object.defineProperty(Native.prototype, 'onmessage', {
    ...native,
    set(this: WebSocket, listener: (event: MessageEvent) => void) {
      native?.set?.call(this, ({ data }: MessageEvent) => {
        hand(() => listener?.call(this, new MessageEvent('message', { data })));
      });
    },
  });
}

function xhrAround(hand: Hand): void {
  function Stand(): object {
    const xhr = new NativeXhr();
    const stand = {
      open: (method: string, url: string) => xhr.open(method, url),
      setRequestHeader: (name: string, value: string) => xhr.setRequestHeader(name, value),
      send: (body: string) => xhr.send(body),
      abort: () => xhr.abort(),
      readyState: 0,
      status: 0,
      responseText: '',
      onreadystatechange: () => {},
    };
    xhr.onreadystatechange = () =>
      hand(() => {
        const { readyState } = xhr;
        if (readyState === 4) Object.assign(stand, { status: xhr.status, responseText: xhr.responseText });
        stand.readyState = readyState;
        stand.onreadystatechange();
      });
    return stand;
  }
  window.XMLHttpRequest = Stand as unknown as typeof XMLHttpRequest;
}

function xhrByFetch(): void {
  function Stand(): object {
    let asked: [url: string, method: string] = ['', ''];
    const headers: Record<string, string> = {};
    const stand = {
      open: (method: string, url: string) => {
        asked = [url, method];
      },
      setRequestHeader: (name: string, value: string) => {
        headers[name] = value;
      },
      abort() {},
      readyState: 0,
      status: 0,
      responseText: '',
      onreadystatechange: () => {},
      async send(body: string) {
        const [url, method] = asked;
        const response = await fetch(url, { method, headers, body }).catch(() => undefined);
        if (response) Object.assign(stand, { responseText: await response.text(), status: response.status });
        stand.readyState = 4;
        stand.onreadystatechange();
      },
    };
    return stand;
  }
  window.XMLHttpRequest = Stand as unknown as typeof XMLHttpRequest;
}

const wrappers: Record<string, () => void> = { none() {}, 'a Proxy': proxyOf, 'XMLHttpRequest by fetch': xhrByFetch };
for (const [when, hand] of Object.entries(hands)) {
  wrappers[`a class that dispatches first, ${when}`] = () => classAround(hand, true);
  wrappers[`a class that calls first, ${when}`] = () => classAround(hand, false);
  wrappers[`a derived class, ${when}`] = () => derivedFrom(hand);
  wrappers[`a replaced setter, ${when}`] = () => replacedSetter(hand);
  wrappers[`an XMLHttpRequest around the browser’s, ${when}`] = () => xhrAround(hand);
}

window.wrap = (name) => wrappers[name]?.();

export {};
