#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type App, createApp } from './app.ts';
import { unusableInput } from './unusable-input.ts';

/** Exit code for input that cannot be used. Findings are 1, success is 0. */
const UNUSABLE_INPUT = 2;

const program = new Command('livecollection')
  .description('Live Backbone collections: a dev server to try them on.')
  .exitOverride()
  .showHelpAfterError('(--help shows what is possible)');

program
  .command('serve')
  .description('start the dev server with the demo')
  .option('--port <number>', 'the port to listen on, 0 for any free one', parsePort, 3000)
  .option('--host <address>', 'the address to listen on', '127.0.0.1')
  .addOption(
    new Option(
      '--mongodb-uri <uri>',
      'the MongoDB to use; without one an embedded database, which forgets everything when the server stops',
    ).env('MONGODB_URI'),
  )
  .action(serve);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong, or shown the help.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.code === 'commander.helpDisplayed' || error.exitCode === 0 ? 0 : UNUSABLE_INPUT;
}

async function serve(options: { port: number; host: string; mongodbUri?: string }): Promise<void> {
  const { port, host, mongodbUri } = options;
  let app: App | undefined;
  try {
    const assets = fileURLToPath(new URL('./todos/', import.meta.url));
    app = await createApp({ assets, faults: true, ...(mongodbUri ? { mongodbUri } : {}) });
    const { url } = await app.listen(port, host);
    closeOnSignal(app);
    console.log([`The demo: ${url}`, ...howToLoadTheExtension()].join('\n'));
  } catch (error) {
    await app?.close();
    const sentence = unusableInput(error, options);
    if (!sentence) throw error;
    console.error(sentence);
    process.exitCode = UNUSABLE_INPUT;
  }
}

/** Ctrl-C, and what process managers send. A second signal ends the process at once, as it would without us. */
function closeOnSignal(app: App): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
}

/** Three lines, or none where there is no build beside this file. */
function howToLoadTheExtension(): string[] {
  const chrome = fileURLToPath(new URL('../chrome', import.meta.url));
  const firefox = fileURLToPath(new URL('../firefox', import.meta.url));
  if (!existsSync(chrome) || !existsSync(firefox)) return [];
  return [
    `Chrome:  chrome://extensions → Developer mode → Load unpacked → ${chrome}`,
    `Firefox: about:debugging#/runtime/this-firefox → Load Temporary Add-on… → ${firefox}/manifest.json`,
    'Then open the demo in two windows, DevTools (F12) in one of them, and its panel "LiveCollection".',
  ];
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}
