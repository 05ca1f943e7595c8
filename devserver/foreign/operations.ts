import type { Client, Hook } from 'faye';

/** The dev server's words, as Gitter's server would say them. */
const OPERATIONS: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'remove' };

interface Told {
  method: string;
  body: Record<string, unknown>;
  v?: number;
  seq?: number;
}

const incoming: Hook = (message, callback) => {
  const { method, body, v, seq } = (message.data ?? {}) as Partial<Told>;
  const operation = OPERATIONS[method ?? ''];
  if (operation !== undefined) message.data = { operation, model: { ...body, v }, seq };
  callback(message);
};

/** Has a client hear `{operation, model}` where the server says `{method, body}`. */
export function hearOperations(client: Client): Client {
  client.addExtension({ incoming });
  return client;
}
