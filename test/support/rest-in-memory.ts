import type { SyncOptions } from '../../devserver/live-collection/backbone-internals.ts';

/** What `Backbone.ajax` is given. */
interface Ajax extends SyncOptions {
  type: string;
  url: string;
  data?: string | object;
}

/**
 * A REST resource in memory, to be used as `Backbone.ajax`. Requests wait until `answer()` is called, so that a test says
 * itself what happens while one is in flight.
 */
export function createRest(documents: object[] = []) {
  const requests: string[] = [];
  const waiting: (() => void)[] = [];
  const rows = new Map<string, object>();
  let ids = 0;
  /** Answers with this status instead of doing what is asked. */
  let failure: number | undefined;

  for (const document of documents) rows.set(String(++ids), { id: String(ids), ...document });

  function respond(type: string, url: string, body: object): { status: number; body?: unknown } {
    const id = /\/api\/todos\/([^/?]+)/.exec(url)?.[1];
    if (failure !== undefined) return { status: failure };
    if (type === 'POST') {
      const created = { id: String(++ids), ...body };
      rows.set(String(ids), created);
      return { status: 201, body: { ...created } };
    }
    if (id === undefined) return { status: 200, body: [...rows.values()].map((row) => ({ ...row })) };
    const row = rows.get(id);
    if (!row) return { status: 404 };
    if (type === 'DELETE') rows.delete(id);
    else rows.set(id, { ...row, ...body });
    return { status: 200, body: { ...rows.get(id) } };
  }

  return {
    requests,
    rows,
    failWith(status: number | undefined) {
      failure = status;
    },

    ajax(options: Ajax) {
      const { type, url, data, headers } = options;
      requests.push([type, url, JSON.stringify(data), headers && JSON.stringify(headers)].filter(Boolean).join(' '));
      let settled = false;
      const xhr = { status: 0, getResponseHeader: () => null, abort: () => settle({ status: 0 }) };
      function settle({ status, body }: { status: number; body?: unknown }) {
        if (settled) return;
        settled = true;
        xhr.status = status;
        if (status >= 200 && status < 300) options.success?.(body, 'success', xhr);
        else options.error?.(xhr, 'error', '');
      }
      waiting.push(() => settled || settle(respond(type, url, typeof data === 'string' ? JSON.parse(data) : {})));
      return xhr;
    },

    /** Answers every request that waits, in the order they came, and those that this leads to. */
    answer() {
      for (let next = waiting.shift(); next; next = waiting.shift()) next();
    },
  };
}

export type Rest = ReturnType<typeof createRest>;
