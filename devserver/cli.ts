#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { SERVE_EXAMPLES, serveCommand, UNUSABLE_INPUT } from './serve-command.ts';

const program = new Command('livecollection')
  .description('Live Backbone collections: a dev server to try them on.')
  .version(version, '--version', 'say which version this is')
  .addCommand(serveCommand())
  .addHelpText('after', helpOfEachVerb);

for (const command of [program, ...program.commands]) {
  command.exitOverride().showHelpAfterError('(--help shows what is possible)');
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong, or shown what was asked for.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.code === 'commander.helpDisplayed' || error.exitCode === 0 ? 0 : UNUSABLE_INPUT;
}

/** All that there is to know, without asking for each verb. */
function helpOfEachVerb(): string {
  return program.commands.map((command) => `\n${command.helpInformation()}`).join('') + SERVE_EXAMPLES;
}
