/** A live collection's place in the page's registry: what observers see of it, and are told. */
import type Backbone from 'backbone';
import type { Livable } from './live-parts.ts';
import { idKey } from './reconciler/envelope.ts';
import type { Reconciler } from './reconciler/reconciler.ts';
import { type LiveReport, type LiveSource, type LiveStage, liveRegistry, type Watching } from './registry.ts';

/** Live collections made in this page, for their ids. */
let made = 0;

/** What the registry shows of a live collection. */
export interface Shown<M extends Backbone.Model> {
  collection: Livable<M>;
  client: unknown;
  url: string;
  channel: string;
  isListening(): boolean;
  machine(): Reconciler;
  /** Takes the collection off the network. */
  stage(): LiveStage;
}

export interface Registered<M> {
  /** The class's name, or the channel. */
  readonly name: string;
  readonly watching: Watching;
  /** Enters the registry. @returns was it not there? */
  enter(): boolean;
  leave(): void;
  /**
   * The collection has triggered an event: an observer learns of models that came, went or changed.
   *
   * @param input the number of the input whose consequence it is
   */
  tell(input: number, event: string, model: M): void;
}

export function createSource<M extends Backbone.Model>(shown: Shown<M>): Registered<M> {
  const { collection, client, url, channel, isListening, machine, stage } = shown;
  const { observers, sources } = liveRegistry();
  const name = classNameOf(collection) ?? (channel || url);
  let id = '';
  // The page may have another copy of this library, which counts for itself.
  do id = String(++made);
  while ([...sources].some((other) => other.id === id));

  const source: LiveSource = {
    id,
    name,
    client,
    collection,
    describe: () => ({
      url,
      channel,
      listening: isListening(),
      size: collection.length,
      inFlight: machine().inFlight,
      held: machine().held,
    }),
    snapshot: () => ({
      ...source.describe(),
      models: collection.models.map((model) => ({ cid: model.cid, attributes: model.toJSON() })),
      state: machine().state(),
    }),
    stage,
  };
  const tellObservers = (report: LiveReport): void => {
    for (const observer of observers) observer(source, report);
  };
  const watching = () => (observers.size > 0 ? tellObservers : undefined);

  return {
    name,
    watching,
    enter() {
      const isNew = !sources.has(source);
      sources.add(source);
      return isNew;
    },
    leave() {
      sources.delete(source);
      watching()?.({ kind: 'removed' });
    },
    tell(input, event, model) {
      // Backbone triggers no event for a model that a reset takes out or puts in.
      if (event === 'reset' && (model as unknown) === collection) watching()?.({ kind: 'added' });
      if (event !== 'add' && event !== 'remove' && event !== 'change') return;
      watching()?.({
        kind: 'change',
        input,
        op: event,
        cid: model.cid,
        id: idKey(model.id),
        attributes: event === 'remove' ? undefined : model.toJSON(),
      });
    },
  };
}

/** Only a `class` says what it is called: what `extend` makes is called after a variable inside Backbone. */
function classNameOf(collection: object): string | undefined {
  const { constructor: Class } = collection;
  return /^class/.test(String(Class)) ? Class.name : undefined;
}
