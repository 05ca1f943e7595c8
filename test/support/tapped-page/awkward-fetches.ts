import { outcome, thrown } from './noticed.ts';

/** Requests to a channel by `fetch`, in every way to ask, to read the answer, and to end. */
export async function awkwardFetches(): Promise<unknown> {
  const asked: Record<string, () => Promise<Response>> = {
    get: () => fetch('/api/todos'),
    post: () =>
      fetch('/api/todos', { method: 'POST', body: '{"title":"grüße"}', headers: { 'X-Live-Request-Id': 'c2' } }),
    form: () => fetch('/api/todos', { method: 'POST', body: new URLSearchParams({ title: 'a b' }) }),
    url: () => fetch(new URL('/api/todos', location.href)),
    request: () => fetch(new Request('/api/todos', { method: 'PUT', body: '{"title":"x"}' })),
    overridden: () => fetch(new Request('/api/todos', { method: 'PUT', body: 'one' }), { method: 'POST', body: 'two' }),
    'iterated headers': () =>
      fetch('/api/todos', {
        method: 'POST',
        headers: new Map([['content-type', 'x/y']]).entries() as never,
        body: 'x',
      }),
    bytes: () => fetch('/api/todos', { method: 'POST', body: new Uint8Array([120]) }),
    bayeux: () =>
      fetch('/faye', {
        method: 'POST',
        body: '[{"channel":"/meta/connect","clientId":"nobody"}]',
        headers: { 'content-type': 'application/json' },
      }),
    empty: () => fetch('/api/todos/empty'),
    moved: () => fetch('/api/todos/moved'),
    manual: () => fetch('/api/todos/moved', { redirect: 'manual' }),
    elsewhere: () => fetch('/elsewhere'),
  };
  const results: [string, unknown][] = [];
  for (const [name, ask] of Object.entries(asked)) results.push([name, await seen(await ask())]);
  return {
    ...Object.fromEntries(results),
    readings: await readings(),
    failures: await failures(),
    unhandled: await unhandled(),
    'read how often': await readHowOften(),
    'another origin': await anotherOrigin(),
    used: await used(),
  };
}

async function seen(response: Response): Promise<unknown> {
  const { status, statusText, ok, type, redirected, bodyUsed, headers } = response;
  const url = response.url.replace(location.origin, '');
  const text = await response.text();
  return [
    status,
    statusText,
    ok,
    type,
    redirected,
    bodyUsed,
    headers.get('content-type'),
    url,
    text,
    response.bodyUsed,
  ];
}

async function readings(): Promise<unknown> {
  const json = await (await fetch('/api/todos')).json();
  const buffer = await (await fetch('/api/todos/long')).arrayBuffer();
  const blob = await (await fetch('/api/todos')).blob();
  const response = await fetch('/api/todos');
  const cloned = await Promise.all([response.clone().text(), response.text()]);
  const reader = (await fetch('/api/todos/long')).body?.getReader();
  let streamed = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) streamed += part.value.length;
  const cancelled = await fetch('/api/todos/long');
  const first = cancelled.body?.getReader();
  const some = (await first?.read())?.value?.length ?? 0;
  const ended = await outcome(() => first?.cancel());
  const twice = await fetch('/api/todos');
  await twice.text();
  return [
    json,
    buffer.byteLength,
    blob.size,
    cloned[0] === cloned[1],
    streamed,
    some > 0,
    ended,
    await outcome(() => twice.text()),
  ];
}

async function failures(): Promise<unknown> {
  const controller = new AbortController();
  const aborted = outcome(() => fetch('/api/todos/never', { signal: controller.signal }));
  controller.abort();
  const reasoned = new AbortController();
  const withReason = outcome(() => fetch('/api/todos/never', { signal: reasoned.signal }));
  reasoned.abort('my reason');
  return [
    await outcome(() => fetch('/api/todos/broken')),
    await outcome(async () => (await fetch('/api/todos/half')).text()),
    await aborted,
    await withReason,
    await outcome(() => fetch('/api/todos/never', { signal: AbortSignal.timeout(50) })),
    await outcome(() => fetch('/api/todos/never', { signal: AbortSignal.abort() })),
  ];
}

/** A failure that nobody handles is the page's to learn of, once, with the promise that it holds; a handled one is not. */
async function unhandled(): Promise<unknown> {
  const heard: PromiseRejectionEvent[] = [];
  const hear = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    heard.push(event);
  };
  window.addEventListener('unhandledrejection', hear);
  const heardOne = new Promise((resolve) => window.addEventListener('unhandledrejection', resolve, { once: true }));
  await fetch('/api/todos/broken').catch(() => {});
  const promise = fetch('/api/todos/broken');
  await heardOne;
  window.removeEventListener('unhandledrejection', hear);
  return heard.map((event) => [event.promise === promise, thrown(event.reason)]);
}

/** Addresses and options that run the page's own code, which counts how often. */
async function readHowOften(): Promise<unknown> {
  const runs: string[] = [];
  const counted = <T>(name: string, value: T): T => {
    runs.push(name);
    return value;
  };
  const address = { toString: () => counted('address', '/api/todos') } as string;
  const options: RequestInit = {
    get method() {
      return counted('method', 'PUT');
    },
    get body() {
      return counted('body', '{}');
    },
    get headers() {
      return {
        get 'X-Live-Request-Id'() {
          return counted('header', 'c3');
        },
      };
    },
    get signal() {
      return counted('signal', null);
    },
  };
  const statuses = [(await fetch(address)).status, (await fetch('/api/todos', options)).status];
  const xhr = new XMLHttpRequest();
  const loaded = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
  xhr.open({ toString: () => counted('method', 'POST') } as string, address);
  xhr.setRequestHeader(
    { toString: () => counted('name', 'X-Live-Request-Id') } as string,
    {
      toString: () => counted('value', 'c4'),
    } as string,
  );
  xhr.send('{}');
  await loaded;
  return [statuses, xhr.status, runs];
}

/** Simple requests stay simple: the server is not asked for its permission first. */
async function anotherOrigin(): Promise<unknown> {
  const address = new URL('/api/todos', location.href);
  address.hostname = 'localhost';
  const xhr = new XMLHttpRequest();
  const loaded = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
  xhr.open('POST', address);
  xhr.send('plain');
  await loaded;
  const response = await fetch(address, { method: 'POST', body: 'plain' });
  return [xhr.status, xhr.responseText, response.status, response.type, await response.text()];
}

/** What becomes of a `Request` that was sent. */
async function used(): Promise<unknown> {
  const request = new Request('/api/todos', { method: 'POST', body: 'once' });
  const promise = fetch(request);
  const at = request.bodyUsed;
  const response = await promise;
  const echo: unknown = await response.json();
  return [
    at,
    request.bodyUsed,
    echo,
    promise instanceof Promise,
    promise.constructor === Promise,
    await outcome(() => fetch(request)),
  ];
}
