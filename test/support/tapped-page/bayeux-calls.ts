import { orderLog, socketUrl } from './noticed.ts';

declare global {
  interface Window {
    bayeuxPoll?: ((replies: unknown) => void) | undefined;
  }
}

/** What a Bayeux client's calls bring, by every transport, without a client: each event and microtask in its order. */
export async function bayeuxCalls(): Promise<unknown> {
  const handshake = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket'] };
  const overXhr = await poll([handshake]);
  const clientId = String(overXhr.replies[0]?.clientId);
  const subscribe = { channel: '/meta/subscribe', clientId, subscription: '/api/todos' };
  const subscribed = await poll([subscribe]);
  const { log: overSocket } = await socket(clientId);
  return {
    overXhr: overXhr.log,
    subscribed: subscribed.replies[0]?.successful,
    overSocket,
    overScript: await script(clientId),
    overStream: await stream(),
  };
}

async function poll(messages: object[]) {
  const { log, say, until } = orderLog();
  const xhr = new XMLHttpRequest();
  xhr.onreadystatechange = () => {
    say(`readystatechange ${xhr.readyState}`);
    queueMicrotask(() => say('microtask'));
  };
  xhr.open('POST', '/faye');
  xhr.setRequestHeader('Content-Type', 'application/json');
  for (const type of ['load', 'loadend'] as const) xhr.addEventListener(type, () => say(type));
  const done = until(xhr, 'loadend');
  say(`send ${xhr.send(JSON.stringify(messages))}`);
  await done;
  const replies: { clientId?: string; successful?: boolean }[] = JSON.parse(xhr.responseText);
  return { log, replies };
}

async function socket(clientId: string) {
  const { log, say, until } = orderLog();
  const ws = new WebSocket(socketUrl());
  ws.binaryType = 'arraybuffer';
  for (const type of ['open', 'message', 'close'] as const) {
    ws.addEventListener(type, () => say(`listener ${type}`), true);
    ws.addEventListener(type, () => queueMicrotask(() => say(`microtask ${type}`)));
  }
  ws.onopen = () => say('onopen');
  ws.onmessage = ({ data }) => say(`onmessage ${typeof data} ${window.event?.type}`);
  ws.onclose = ({ code, wasClean }) => say(`onclose ${code} ${wasClean}`);
  await until(ws, 'open');
  const answered = until(ws, 'message');
  const published = { channel: '/api/todos', data: { method: 'PUT' }, clientId, id: '7' };
  say(`send ${ws.send(JSON.stringify([published]))} ${ws.bufferedAmount >= 0} ${ws.binaryType}`);
  await answered;
  const closed = until(ws, 'close');
  ws.close(1000, 'done');
  await closed;
  return { log };
}

async function script(clientId: string): Promise<unknown> {
  const { log, say, until } = orderLog();
  const element = document.createElement('script');
  const messages = JSON.stringify([{ channel: '/meta/unsubscribe', clientId, subscription: '/nowhere' }]);
  const callback = (replies: unknown) => {
    say(`callback ${Array.isArray(replies)} ${window.bayeuxPoll === callback} ${document.currentScript === element}`);
    window.bayeuxPoll = undefined;
    delete window.bayeuxPoll;
  };
  window.bayeuxPoll = callback;
  element.onload = () => say(`load ${'bayeuxPoll' in window}`);
  element.src = `/faye?${new URLSearchParams({ message: messages, jsonp: 'bayeuxPoll' })}`;
  const loaded = until(element, 'load');
  document.head.append(element);
  await loaded;

  const failing = document.createElement('script');
  window.bayeuxPoll = callback;
  failing.onerror = () => say('error');
  failing.src = `/nowhere?${new URLSearchParams({ message: messages, jsonp: 'bayeuxPoll' })}`;
  const failed = until(failing, 'error');
  document.head.append(failing);
  await failed;
  delete window.bayeuxPoll;
  return log;
}

async function stream(): Promise<unknown> {
  const { log, say } = orderLog();
  const source = new EventSource('/stream');
  source.onopen = () => say('onopen');
  source.onmessage = ({ data }) => say(`onmessage ${data}`);
  await new Promise<void>((resolve) =>
    source.addEventListener('message', ({ data }) => {
      if (data === 'two') setTimeout(resolve);
    }),
  );
  source.close();
  return [...log, source.readyState];
}
