/** One browser window: a real Backbone collection on a hand-driven network, and a user who clicks. */
import Backbone from 'backbone';
import type { LiveCollection, LiveCollectionClass, LiveDecision } from '../../devserver/live-collection/index.ts';
import type { SavedState } from '../../devserver/live-collection/reconciler/reconciler.ts';
import { liveRegistry } from '../../devserver/live-collection/registry.ts';
import { createHandFaye, type HandFaye } from './live-world-faye.ts';
import type { Message, Method, ServerRequest, ServerResponse } from './live-world-server.ts';

export const URL_OF_TODOS = '/api/todos';
export const REQUEST_ID = 'X-Live-Request-Id';

/** A request between `sync` and its callback. */
export interface Flying extends ServerRequest {
  name: string;
  client: Client;
  model: Backbone.Model | undefined;
  waits: boolean;
  /** The collection has the model, or asks for itself: of what another collection does with its model, it knows nothing. */
  isFollowed: boolean;
  /** When it left, in ms; long ago, when its collection was let go since. */
  at: number;
  answer?: ServerResponse;
  land(answer: ServerResponse): void;
}

export interface Client {
  readonly name: string;
  readonly todos: LiveCollection;
  readonly faye: HandFaye;
  /** Messages that the server has sent, and the client has not heard. */
  readonly queue: Message[];
  /** Requests without an answer, also those that the user's window has given up. */
  readonly flying: Set<Flying>;
  /** Ids whose delete was answered: deleted, or no such document. */
  readonly dead: Set<string>;
  /** Ids of documents that were gone and came back. */
  readonly reborn: Set<string>;
  /** Decisions since they were last asked for. */
  decisions(): LiveDecision[];
  /** Undefined once it was disposed of. */
  state(): SavedState | undefined;
  isDown: boolean;
  /** Messages were lost, and it has not caught up since. */
  hasLost: boolean;
}

interface Options {
  success(body: unknown, status: string, xhr: unknown): void;
  error(xhr: unknown): void;
  headers?: Record<string, string>;
  attrs?: Record<string, unknown>;
  wait?: boolean;
}

/** What the application says of its collection, given the model class that speaks to the simulated server. */
export type Extend = (Todo: typeof Backbone.Model) => Record<string, unknown>;

/** @param send is given every request as it leaves */
export function createClient(
  name: string,
  Live: LiveCollectionClass,
  extend: Extend | undefined,
  send: (request: Flying) => void,
): Client {
  const faye = createHandFaye();
  const flying = new Set<Flying>();
  const dead = new Set<string>();
  const reborn = new Set<string>();
  let told: LiveDecision[] = [];

  function sync(method: Method, target: Backbone.Model | Backbone.Collection, options: Options): void {
    const model = target instanceof Backbone.Model ? target : undefined;
    const request: Flying = {
      name: '',
      client,
      model,
      method,
      id: model && method !== 'create' ? String(model.id) : undefined,
      attributes: options.attrs ?? (method === 'read' || method === 'delete' ? undefined : model?.toJSON()),
      crid: options.headers?.[REQUEST_ID],
      waits: options.wait ?? false,
      isFollowed: !model || model.collection === todos || todos.get(model) === model,
      at: Date.now(),
      land(answer) {
        flying.delete(request);
        const { status, seq } = answer;
        // A body is text on its way.
        const body: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body));
        const xhr = { status, getResponseHeader: () => (seq === undefined ? null : String(seq)) };
        const isGone = method === 'delete' && (status === 200 || status === 404 || status === 410);
        // What left before it let go is no longer followed.
        if (isGone && request.isFollowed && request.id !== undefined && request.at >= 0 && !reborn.has(request.id))
          dead.add(request.id);
        if (status >= 200 && status < 300) options.success(body, 'success', xhr);
        else options.error(xhr);
      },
    };
    flying.add(request);
    send(request);
  }

  const Todo = Backbone.Model.extend({ sync });
  const Todos = Live.extend({ url: URL_OF_TODOS, model: Todo, sync, ...extend?.(Todo) });
  const todos = new Todos([], { client: faye });
  todos.on('live:decision', (decision: LiveDecision) => told.push(decision));
  // Another one, when it was let go and lives again.
  const sourceOf = () => [...liveRegistry().sources].find(({ collection }) => collection === todos);
  if (!sourceOf()) throw new Error('The collection does not listen.');

  const client: Client = {
    name,
    todos,
    faye,
    queue: [],
    flying,
    dead,
    reborn,
    isDown: false,
    hasLost: false,
    decisions() {
      const decisions = told;
      told = [];
      return decisions;
    },
    state: () => sourceOf()?.snapshot().state as SavedState | undefined,
  };
  return client;
}
