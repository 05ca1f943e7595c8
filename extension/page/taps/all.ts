import { type LiveRegistry, REGISTRY_KEY } from '../../../devserver/live-collection/registry.ts';
import type { Undo } from '../../channel/channel.ts';
import { discloseSources } from '../disguise.ts';
import { createKnownChannels } from '../known-channels.ts';
import { undoAll } from '../patch.ts';
import { discloseData } from '../watched-property.ts';
import { type BackboneTap, tapBackbone } from './backbone.ts';
import { tapFaye } from './faye.ts';
import { tapLifecycle } from './lifecycle.ts';
import { tapLiveCollections } from './live-collection.ts';
import type { Tap } from './tap.ts';
import { tapWire } from './wire.ts';

export interface AllTaps {
  /** Tells again of everything that exists. */
  describe(): void;
  undo: Undo;
}

/** Everything that looks at a page. A tap that fails does not take the others with it. */
export function tapAll(tap: Tap, window: Window & { [REGISTRY_KEY]?: LiveRegistry }): AllTaps {
  const undoes: Undo[] = [discloseSources(), discloseData(tap.guarded)];
  let describe = () => {};
  tap.guarded('taps', () => {
    const known = createKnownChannels(() => window.document.baseURI);
    /** Whoever names a channel in a report makes it known. */
    const learning: Tap = {
      ...tap,
      report(report) {
        tap.report(report);
        tap.guarded('known-channels', () => known.learn(report));
      },
    };
    const wire = tapWire(tap, window, known);
    undoes.push(wire.undo, tapLifecycle(tap, window));
    let backbone: BackboneTap | undefined;
    const faye = tapFaye(learning, window, {
      seen: wire.seen,
      onChannel: (channel, context) => backbone?.channel(channel, context),
    });
    undoes.push(faye.undo);
    backbone = tapBackbone(learning, window, {
      base: () => window.document.baseURI,
      reports: (collection) => isRegistered(window, collection),
      onDelivery: faye.onDelivery,
    });
    undoes.push(backbone.undo);
    const collections = tapLiveCollections(learning, window, faye.watch);
    describe = () => {
      faye.describe();
      backbone?.describe();
      collections.describe();
    };
    undoes.push(collections.undo);
  });
  return {
    describe: () => describe(),
    undo: undoAll(tap.guarded, undoes),
  };
}

function isRegistered(scope: { [REGISTRY_KEY]?: LiveRegistry }, collection: object): boolean {
  for (const source of scope[REGISTRY_KEY]?.sources ?? []) if (source.collection === collection) return true;
  return false;
}
