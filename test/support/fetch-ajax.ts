import Backbone from 'backbone';
import type { SyncOptions } from '../../devserver/live-collection/backbone-internals.ts';

/** What Backbone gives to `Backbone.ajax`. */
interface Ajax extends SyncOptions {
  type: string;
  url: string;
  data?: string;
  contentType?: string;
}

/** Has Backbone send its requests by `fetch`, because Node has no jQuery. Returns the undo. */
export function fetchAjax(): () => void {
  const { ajax } = Backbone;
  Object.assign(Backbone, { ajax: (options: Ajax) => void send(options) });
  return () => {
    Backbone.ajax = ajax;
  };
}

async function send({ type, url, data, contentType, headers, success, error }: Ajax): Promise<void> {
  let xhr = { status: 0, getResponseHeader: (_name: string): string | null => null };
  let body: unknown;
  try {
    const response = await fetch(url, {
      method: type,
      headers: { ...headers, ...(contentType && { 'content-type': contentType }) },
      ...(data !== undefined && { body: data }),
    });
    xhr = { status: response.status, getResponseHeader: (name) => response.headers.get(name) };
    body = await response.json();
  } catch {
    xhr = { status: 0, getResponseHeader: () => null }; // no answer, or half of one
  }
  if (xhr.status >= 200 && xhr.status < 300) success?.(body, 'success', xhr);
  else error?.(xhr, 'error', '');
}
