import { isDeepStrictEqual } from 'node:util';
import type { Client, Flying } from './live-world-client.ts';
import type { Document } from './live-world-server.ts';

/** After how long without an answer a live collection gives a request up, in ms. */
export const RELEASE_AFTER = 60_000;

/** What must hold after every step. @returns what is broken, in a sentence */
export function brokenNow(
  client: Client,
  clients: readonly Client[],
  documents: ReadonlyMap<string, Document>,
): string | undefined {
  const { todos, name } = client;
  const ids = todos.models.filter((model) => !model.isNew()).map((model) => String(model.id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `${name} shows ${twice} twice`;
  for (const id of ids) {
    // One that was made again with its id may be back.
    if (client.dead.has(id) && !documents.has(id))
      return `${name} shows ${id} again, whose delete it knows has succeeded`;
    if (isBeingDeleted(client, id)) return `${name} shows ${id} again, while its own delete is pending`;
  }
  const draft = shownAsDraftToo(client);
  if (draft !== undefined) return `${name} shows ${draft} twice, as a draft and as a document`;
  const state = client.state();
  if (!state) return undefined;
  const limits = todos.limits;
  for (const kind of ['tombs', 'seen', 'failed'] as const) {
    if (state[kind].length > limits[kind]) return `${name} keeps ${state[kind].length} entries in ${kind}`;
  }
  // A model that two collections share is followed by both.
  const flying = clients.reduce((sum, each) => sum + each.flying.size, 0);
  if (state.flights.length > flying) return `${name} keeps a flight that has landed`;
  return undefined;
}

/** What must hold when nothing is under way any more. @returns what is broken, in a sentence */
export function brokenAtRest(client: Client, documents: ReadonlyMap<string, Document>): string | undefined {
  const { todos, name } = client;
  const belonging = new Map([...documents].filter(([, document]) => todos.accepts(document)));
  for (const document of belonging.values()) {
    const model = todos.get(document.id);
    if (!model) return `${name} lacks ${document.id}`;
    const shown: unknown = model.toJSON();
    if (!isDeepStrictEqual(shown, document)) {
      return `${name} shows ${JSON.stringify(shown)}, the server has ${JSON.stringify(document)}`;
    }
  }
  const more = todos.models.find((model) => !model.isNew() && !belonging.has(String(model.id)));
  if (more) return `${name} still shows ${more.id}`;
  const { flights, held } = client.state() ?? { flights: [], held: [] };
  if (flights.length > 0) return `${name} still has ${flights.map(([token]) => token)} in flight`;
  if (held.length > 0) return `${name} still holds ${held.map(([id]) => id)}`;
  return undefined;
}

function isBeingDeleted({ flying }: Client, id: string): boolean {
  for (const request of flying) {
    const { method, waits, isFollowed } = request;
    if (method === 'delete' && !waits && isFollowed && request.id === id && isWatched(request)) return true;
  }
  return false;
}

/** The id of a document that a create in flight has made, when both its model and another one are shown. */
function shownAsDraftToo({ flying, todos }: Client): string | undefined {
  for (const request of flying) {
    const { method, model, answer } = request;
    // Status 200: it was made by an earlier attempt, and may have been shown since.
    if (method !== 'create' || !model || answer?.status !== 201 || !todos.models.includes(model) || !isWatched(request))
      continue;
    const { id } = answer.body as Document;
    const shown = todos.get(id);
    if (shown && shown !== model && model.isNew()) return String(id);
  }
  return undefined;
}

function isWatched({ at }: Flying): boolean {
  return Date.now() - at < RELEASE_AFTER;
}
