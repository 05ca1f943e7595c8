import type { Command } from '../../core/protocol/commands.ts';

/**
 * Has `bring` put what acts a replay out into the page whenever one begins, before the first command that needs it, and
 * keeps the commands of a replay in order. Where it could not be brought, the page says so at the first command.
 */
export function withStage(send: (command: Command) => void, bring: () => Promise<unknown>): (command: Command) => void {
  let brought: Promise<unknown> | undefined;
  return (command) => {
    if (!command.type.startsWith('stage/')) {
      send(command);
      return;
    }
    if (!brought || command.type === 'stage/restore')
      brought = Promise.all([brought, bring().catch((error: unknown) => console.info(String(error)))]);
    brought = brought.then(() => send(command));
  };
}
