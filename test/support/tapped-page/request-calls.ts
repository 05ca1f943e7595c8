import { orderLog, thrown } from './noticed.ts';

/** Requests to a channel by XMLHttpRequest, in every way to ask for an answer and to end. */
export async function requestCalls(): Promise<unknown> {
  const results: [string, unknown][] = [];
  for (const type of ['', 'text', 'json', 'arraybuffer', 'blob', 'document'] as const)
    results.push([`as ${type}`, await ask('/api/todos', { type })]);
  results.push(
    ['post', await ask('/api/todos', { method: 'POST', body: '{"title":"grüße"}' })],
    ['form', await ask('/api/todos', { method: 'POST', body: new URLSearchParams({ title: 'a b' }) })],
    ['long', await ask('/api/todos/long')],
    ['empty', await ask('/api/todos/empty')],
    ['moved', await ask('/api/todos/moved')],
    ['elsewhere', await ask('/elsewhere')],
    ['broken', await ask('/api/todos/broken')],
    ['half', await ask('/api/todos/half')],
    ['aborted', await ask('/api/todos/never', { meanwhile: (xhr) => xhr.abort() })],
    ['timed out', await ask('/api/todos/never', { timeout: 50 })],
    ['opened again', await ask('/api/todos/never', { meanwhile: again })],
    ['at once', now('/api/todos')],
    ['at once, broken', now('/api/todos/broken')],
  );
  return Object.fromEntries(results);
}

interface Ask {
  type?: XMLHttpRequestResponseType;
  method?: string;
  body?: XMLHttpRequestBodyInit;
  timeout?: number;
  meanwhile?(xhr: XMLHttpRequest): void;
}

async function ask(url: string, { type = '', method = 'GET', body, timeout = 0, meanwhile }: Ask = {}) {
  const { log, say, until } = orderLog();
  const xhr = new XMLHttpRequest();
  xhr.open(method, url);
  xhr.responseType = type;
  xhr.timeout = timeout;
  xhr.setRequestHeader('X-Live-Request-Id', 'c1');
  xhr.onreadystatechange = () => {
    say(`${xhr.readyState} ${xhr.status}`);
    Promise.resolve().then(() => say('microtask'));
  };
  for (const event of ['loadstart', 'load', 'error', 'abort', 'timeout', 'loadend'] as const)
    xhr.addEventListener(event, ({ loaded, total }) => say(`${event} ${loaded} ${total}`));
  const ended = until(xhr, 'loadend');
  xhr.send(body);
  meanwhile?.(xhr);
  await ended;
  // How many chunks a long answer comes in is the network's affair.
  return { log: log.filter((line, index) => line !== log[index - 2]), read: read(xhr) };
}

function again(xhr: XMLHttpRequest): void {
  xhr.open('GET', '/api/todos');
  xhr.send();
}

function read(xhr: XMLHttpRequest): unknown {
  const { response, responseType, responseURL, status, statusText } = xhr;
  const text = () => {
    try {
      return xhr.responseText.length;
    } catch (error) {
      return thrown(error);
    }
  };
  const tag = Object.prototype.toString.call(response);
  return [
    tag,
    responseType,
    new URL(responseURL, location.href).pathname,
    status,
    statusText,
    text(),
    response === xhr.response,
  ];
}

/** A synchronous request: all of its events come before `send` returns. */
function now(url: string): unknown {
  const log: string[] = [];
  const xhr = new XMLHttpRequest();
  xhr.open('POST', url, false);
  for (const event of ['readystatechange', 'load', 'error', 'loadend'] as const)
    xhr.addEventListener(event, () => log.push(`${event} ${xhr.readyState}`));
  try {
    xhr.send('{}');
    log.push(`returned ${xhr.status} ${xhr.responseText.length}`);
  } catch (error) {
    log.push(thrown(error).replace(location.origin, ''));
  }
  return log;
}
