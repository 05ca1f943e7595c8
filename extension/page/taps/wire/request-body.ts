import { utf8Length } from '../../../core/protocol/utf8-length.ts';

/** What a request's body says, as far as it can be read more than once: a stream is the browser's alone. */
export function describeBody(body: unknown): { body?: string; bytes?: number } {
  const text = textOf(body);
  if (text !== undefined) return { body: text, bytes: utf8Length(text) };
  if (body instanceof Blob) return { bytes: body.size };
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return { bytes: body.byteLength };
  return {};
}

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (!(body instanceof FormData)) return undefined;
  const fields = [...body].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]);
  return new URLSearchParams(fields).toString();
}
