import type { Command } from '../../core/protocol/commands.ts';

/** Sends what a replay does, in order with all else. */
export interface ReplaySender {
  send(command: Command): void;
  /** Has this panel begun a replay that did not end? Whatever else is played in its page was begun by a panel that is gone. */
  readonly isPlaying: boolean;
}

/**
 * Has `bring` put what acts a replay out into the page whenever one begins, before the first command that needs it, and
 * keeps the commands of a replay in order. Where it could not be brought, the page says so at the first command.
 */
export function withStage(send: (command: Command) => void, bring: () => Promise<unknown>): ReplaySender {
  let brought: Promise<unknown> | undefined;
  let isPlaying = false;
  return {
    send(command) {
      if (!command.type.startsWith('stage/')) {
        send(command);
        return;
      }
      isPlaying = command.type !== 'stage/end';
      if (!brought || command.type === 'stage/restore')
        brought = Promise.all([brought, bring().catch((error: unknown) => console.info(String(error)))]);
      brought = brought.then(() => send(command));
    },
    get isPlaying() {
      return isPlaying;
    },
  };
}
