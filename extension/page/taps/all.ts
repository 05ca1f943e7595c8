import { type LiveRegistry, REGISTRY_KEY } from '../../../devserver/live-collection/registry.ts';
import type { Undo } from '../../channel/channel.ts';
import { createKnownChannels } from '../known-channels.ts';
import { undoAll } from '../patch/patch.ts';
import { discloseSources } from '../patch/proxy-function.ts';
import { discloseData } from '../patch/watched-property.ts';
import { type BackboneTap, tapBackbone } from './backbone/backbone.ts';
import { deliverFromWire } from './backbone/wire-deliveries.ts';
import { type FayeTap, tapFaye } from './faye/faye.ts';
import { tapInspectHook } from './inspect-hook.ts';
import { tapLifecycle } from './lifecycle.ts';
import { tapLiveCollections } from './live-collection.ts';
import { type Acquaintances, lookInto } from './meeting.ts';
import { lookForReachable } from './reachable.ts';
import { type ReplacedWays, tapReplaced } from './replaced.ts';
import type { Tap } from './tap.ts';
import { tapWire } from './wire/transports.ts';
import { tapWorkers } from './workers.ts';

export interface AllTaps {
  /** Tells again of everything that exists. */
  describe(): void;
  /** Looks whether the page has replaced what is tapped. */
  look(): void;
  undo: Undo;
}

type Inspected = Window & { [REGISTRY_KEY]?: LiveRegistry };

/** Everything that looks at a page. A tap that fails does not take the others with it. */
export function tapAll(tap: Tap, window: Inspected): AllTaps {
  const { guarded } = tap;
  const undoes: Undo[] = [discloseSources(), discloseData(guarded)];
  let describe = () => {};
  let look = () => {};
  guarded('taps', () => {
    const known = createKnownChannels(() => window.document.baseURI);
    /** A report that names a channel makes it known. */
    const learning: Tap = {
      ...tap,
      report(report) {
        tap.report(report);
        guarded('known-channels', () => known.learn(report));
      },
    };
    let replaced: ReplacedWays | undefined;
    let faye: FayeTap | undefined;
    let backbone: BackboneTap | undefined;

    const acquainted = (isLive: boolean): Acquaintances => ({
      faye: (library) => faye?.meet(library),
      backbone: (library) => backbone?.meet(library),
      client: (client) => faye?.watch(client),
      collection: (collection) => backbone?.collection(collection, isLive),
    });
    const reachable = lookForReachable(window, acquainted(false));

    /** Somebody listens on a channel: who it is may be in reach by now. */
    function listens(
      channel: string,
      context?: unknown,
      by?: object | string,
      look = () => guarded('reachable', reachable.look),
    ): void {
      backbone?.channel(channel, context, by);
      if (context !== undefined) lookInto(context, acquainted(false));
      if (!backbone?.has(channel)) look();
    }

    let willLook = false;
    /** A collection that subscribes to many channels in a row is looked for at the first, and once more when that task is over. */
    function lookOnceATask(): void {
      if (willLook) return;
      willLook = true;
      guarded('reachable', reachable.look);
      tap.later(() => {
        willLook = false;
        reachable.look();
      });
    }
    const subscribes = (channel: string, context?: unknown, by?: object | string) =>
      listens(channel, context, by, lookOnceATask);

    /** Who brings a channel's messages over a line: its last session; nobody where that is a client that is known. */
    function broughtBy(channel: string, sessions: ReadonlySet<string>): string | undefined {
      if (sessions.size === 0) return faye?.delivers(channel) ? undefined : '';
      let last = '';
      for (const session of sessions) {
        if (faye?.delivers(channel, session)) return undefined;
        last = session;
      }
      return last;
    }

    const deliveries = deliverFromWire(tap, {
      channel(channel) {
        known.add(channel);
        listens(channel);
      },
      isIdle: () => backbone?.hasAny() !== true,
      concerns: (channel, sessions) => (backbone?.has(channel) ? broughtBy(channel, sessions) : undefined),
      begin: (channel, data, by) => backbone?.deliver(channel, data, by) ?? (() => {}),
    });
    const wire = tapWire(tap, window, known, {
      subscribed(channels, sessions) {
        faye?.look();
        for (const channel of channels) subscribes(channel, undefined, broughtBy(channel, sessions));
      },
      received: deliveries.received,
      used: (way) => replaced?.used(way),
    });
    replaced = tapReplaced(tap, window);
    undoes.push(wire.undo, replaced.undo, tapLifecycle(tap, window), tapWorkers(tap, window));

    faye = tapFaye(learning, window, { seen: wire.seen, onChannel: subscribes });
    undoes.push(faye.undo);
    backbone = tapBackbone(learning, window, {
      base: () => window.document.baseURI,
      reports: (collection) => isRegistered(window, collection),
      onDelivery: faye.onDelivery,
      delivers: faye.delivers,
      beforeChange(id) {
        wire.catchUp();
        deliveries.changes(id);
      },
    });
    undoes.push(backbone.undo, tapInspectHook(tap, window, acquainted(true)));
    const collections = tapLiveCollections(learning, window, faye.watch);
    undoes.push(collections.undo);
    guarded('reachable', reachable.look);
    look = replaced.look;
    describe = () => {
      look();
      faye?.describe();
      backbone?.describe();
      collections.describe();
    };
  });
  return {
    describe: () => describe(),
    look: () => look(),
    undo: undoAll(guarded, undoes),
  };
}

function isRegistered(scope: { [REGISTRY_KEY]?: LiveRegistry }, collection: object): boolean {
  for (const source of scope[REGISTRY_KEY]?.sources ?? []) if (source.collection === collection) return true;
  return false;
}
