import { type LiveRegistry, REGISTRY_KEY } from '../../../devserver/live-collection/registry.ts';
import type { Command } from '../../core/protocol/commands.ts';
import { type Player, playOn } from './collection-player.ts';

type StageCommand = Extract<Command, { type: `stage/${string}` }>;

/** Where a document has its stage, from the first replay into it until the probe goes. */
export const STAGE: unique symbol = Symbol.for('livecollection.stage');

/** Where a replay is acted out: with the page's own live collections, taken off the network meanwhile. */
export interface ReplayStage {
  /** @throws what the collection throws, or when this document has live collections and none of that channel */
  act(command: StageCommand): void;
  /** Every staged collection goes back to work. */
  end(): void;
}

/** Puts a stage up where there is none. */
export function bringStage(scope: Window & { [REGISTRY_KEY]?: LiveRegistry; [STAGE]?: ReplayStage }): void {
  scope[STAGE] ??= createStage(scope);
}

function createStage(scope: { [REGISTRY_KEY]?: LiveRegistry }): ReplayStage {
  const staged = new Map<string, Player>();
  /** Channels that nobody here listens to: said once. */
  const missing = new Set<string>();

  function on(channel: string): Player | undefined {
    const there = staged.get(channel);
    if (there) return there;
    const sources = [...(scope[REGISTRY_KEY]?.sources ?? [])];
    const source = sources.find((each) => each.describe().channel === channel);
    const stage = source && playOn(source);
    if (stage) staged.set(channel, stage);
    // Every frame hears every command: one without live collections is not meant.
    else if (sources.length > 0 && !missing.has(channel)) {
      missing.add(channel);
      throw new Error(`No live collection of this page that can be staged listens to ${channel}.`);
    }
    return stage;
  }

  function end(): void {
    const stages = [...staged.values()];
    staged.clear();
    missing.clear();
    const thrown: unknown[] = [];
    for (const stage of stages)
      try {
        stage.end();
      } catch (error) {
        thrown.push(error);
      }
    // What a listener of the page's threw keeps no other collection off the network.
    if (thrown.length > 0) throw thrown[0];
  }

  return {
    act(command) {
      if (command.type === 'stage/restore') on(command.channel)?.restore(command.snapshot);
      else if (command.type === 'stage/play') on(command.channel)?.play(command.report);
      else end();
    },
    end,
  };
}
