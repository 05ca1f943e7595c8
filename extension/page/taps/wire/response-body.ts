import { type ExchangeAnswer, lengthIn, MAX_BODY, textAnswer, textOfBytes } from './exchange.ts';

type Body = Pick<ExchangeAnswer, 'text' | 'bytes' | 'isCut'>;

/**
 * Reads a response beside the page. The page gets the copy and we keep the original, for of the two the original is read
 * first (Chromium 156, Firefox 153: always): so that a message is reported before the page acts on it. Of a long body
 * no more than the bound is read, unless `readsWhole`: the rest is the page's to ask for, as fast as it likes.
 */
export function copyOf(response: Response, readsWhole = false): { forPage: Response; body: Promise<Body> } {
  const { headers } = response;
  const bytes = lengthIn(headers.get('content-length'));
  if (!response.body || headers.get('content-type')?.startsWith('text/event-stream'))
    return { forPage: response, body: unread(bytes) };
  const forPage = response.clone();
  const isShort = readsWhole || (bytes !== undefined && bytes <= MAX_BODY);
  return { forPage, body: isShort ? readWhole(response) : readHead(response.body, bytes) };
}

// Async functions make promises of the browser's own, whatever the page has put in the place of `Promise`.
async function unread(bytes: number | undefined): Promise<Body> {
  return { bytes };
}

async function readWhole(response: Response): Promise<Body> {
  return textAnswer(await response.text());
}

async function readHead(body: ReadableStream<Uint8Array>, length = 0): Promise<Body> {
  const reader = body.getReader();
  // One byte more than is kept says that there is more.
  const head = new Uint8Array(MAX_BODY + 1);
  let read = 0;
  while (read <= MAX_BODY) {
    const { value, done } = await reader.read();
    if (done) break;
    head.set(value.subarray(0, head.length - read), read);
    read += value.length;
  }
  // Not waited for: it is settled only when the page, too, has given up or come to the end.
  if (read > MAX_BODY) reader.cancel();
  return { ...textOfBytes(head.subarray(0, read)), bytes: Math.max(read, length) };
}
