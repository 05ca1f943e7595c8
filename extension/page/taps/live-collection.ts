import {
  type LiveObserver,
  type LiveRegistry,
  type LiveSource,
  liveRegistry,
  REGISTRY_KEY,
  REGISTRY_VERSION,
} from '../../../devserver/live-collection/registry.ts';
import type { Undo } from '../../channel/channel.ts';
import type { Tap } from './tap.ts';

/** How long the page may be held up at a time by what is told of its collections, ms: a picture has twice as long. */
const PIECE = 8;

/**
 * Reports what the page's live collections say of themselves in their registry, beginning with those that exist.
 * @param onClient is told of the Faye client of every one of them
 */
export function tapLiveCollections(
  { report, guarded, now, later }: Tap,
  scope: { [REGISTRY_KEY]?: LiveRegistry },
  onClient: (client: unknown) => void,
): { undo: Undo; describe(): void } {
  const ours = scope[REGISTRY_KEY] === undefined;
  const registry = liveRegistry(scope);
  if (registry.version !== REGISTRY_VERSION)
    throw new Error(
      `The page's live collections speak version ${registry.version} of the registry, not ${REGISTRY_VERSION}.`,
    );

  /** Those that are to be told of as they are. */
  const untold = new Set<LiveSource>();

  /** A collection is reported whole, so that a recording knows where it began. */
  function added(source: LiveSource): void {
    untold.delete(source);
    onClient(source.client);
    report({ layer: 'collection', kind: 'added', source: source.id, name: source.name, ...source.snapshot() });
  }

  function tellSome(): void {
    const end = now() + PIECE;
    for (const source of untold) {
      guarded('live-collection', () => added(source));
      if (now() > end) break;
    }
    if (untold.size > 0) later(tellSome);
  }

  const observer: LiveObserver = (source, live) =>
    guarded('live-collection', () => {
      // One that speaks before its turn is told of first: what it says is of the time after.
      if (live.kind === 'added' || untold.has(source)) added(source);
      if (live.kind !== 'added') report({ layer: 'collection', source: source.id, ...live });
    });
  function describe(): void {
    for (const source of registry.sources) untold.add(source);
    tellSome();
  }

  registry.observers.add(observer);
  describe();

  return {
    describe,
    undo() {
      untold.clear();
      registry.observers.delete(observer);
      const unused = registry.sources.size === 0 && registry.observers.size === 0;
      if (ours && unused && scope[REGISTRY_KEY] === registry) delete scope[REGISTRY_KEY];
    },
  };
}
