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

/**
 * Reports what the page's live collections say of themselves in their registry, beginning with those that exist.
 * @param onClient is called with the Faye client of each of them
 */
export function tapLiveCollections(
  { report, guarded, later }: Tap,
  scope: { [REGISTRY_KEY]?: LiveRegistry },
  onClient: (client: unknown) => void,
): { undo: Undo; describe(): void } {
  const ours = scope[REGISTRY_KEY] === undefined;
  const registry = liveRegistry(scope);
  if (registry.version !== REGISTRY_VERSION)
    throw new Error(
      `The page's live collections speak version ${registry.version} of the registry, not ${REGISTRY_VERSION}.`,
    );

  /** A collection is reported whole, so that a recording knows where it began. */
  function added(source: LiveSource): void {
    onClient(source.client);
    report({ layer: 'collection', kind: 'added', source: source.id, name: source.name, ...source.snapshot() });
  }

  /**
   * Those that are older than we are. They are reported in a task of their own: to come into a page and to report all that it
   * holds takes longer than a page may stand still. What becomes of them until then is in what is reported then.
   */
  const older = new Set(registry.sources);

  const observer: LiveObserver = (source, live) =>
    guarded('live-collection', () => {
      if (live.kind === 'added') added(source);
      else if (live.kind === 'removed' && older.delete(source)) return;
      else if (!older.has(source)) report({ layer: 'collection', source: source.id, ...live });
    });
  function describe(sources: ReadonlySet<LiveSource> = registry.sources): void {
    const told = [...sources];
    older.clear();
    for (const source of told) guarded('live-collection', () => added(source));
  }

  registry.observers.add(observer);
  if (older.size > 0) later(() => describe(older));

  return {
    describe: () => describe(),
    undo() {
      older.clear();
      registry.observers.delete(observer);
      const unused = registry.sources.size === 0 && registry.observers.size === 0;
      if (ours && unused && scope[REGISTRY_KEY] === registry) delete scope[REGISTRY_KEY];
    },
  };
}
