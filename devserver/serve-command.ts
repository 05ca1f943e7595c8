import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type App, createApp } from './app.ts';
import { createLogger, LOG_LEVELS, type Logger, type LogLevel } from './logger.ts';
import { scenarios } from './scenarios/index.ts';
import { type Asked, unusableInput } from './unusable-input.ts';

/** Exit code for input that cannot be used. Findings are 1, success is 0. */
export const UNUSABLE_INPUT = 2;
/** What a shell says of a process that a signal ended is this and the signal's number. */
const ENDED_BY_SIGNAL = 128;
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/** What `--help` ends with. */
export const SERVE_EXAMPLES = `
Examples:
  $ livecollection serve                                        try it: nothing is kept
  $ livecollection serve --data ./todos-data                    keep the todos
  $ livecollection serve --mongodb-uri mongodb://127.0.0.1/x    in a MongoDB
  $ livecollection serve --mongodb-uri mongodb://127.0.0.1/x --redis redis://127.0.0.1
                                                                one of several servers: each on a port of its own
  $ livecollection serve --port 0 --log-level info              any free port, and say what happens

  $ curl http://127.0.0.1:3000/healthz                          200 if it works, 503 and why if not

Signals: SIGTERM and SIGINT end it within 2 s, what is under way included; a second one ends it at once.
Exit codes: 0 ended as asked, 2 something given cannot be used.`;

/** The verb `serve`: the dev server, until a signal. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('start the dev server with the demo')
    .option('--port <number>', 'the port to listen on, 0 for any free one', parsePort, 3000)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .addOption(
      new Option(
        '--mongodb-uri <uri>',
        'the MongoDB to use; without one an embedded database, which forgets everything when the server stops',
      ).env('MONGODB_URI'),
    )
    .addOption(
      new Option(
        '--data <directory>',
        'keep the embedded database in this directory, which no other server may use',
      ).conflicts('mongodbUri'),
    )
    .addOption(
      new Option(
        '--redis <url>',
        'share channels with other servers by this Redis; they need the same MongoDB, too',
      ).env('REDIS_URL'),
    )
    .option(
      '--allow-host <name...>',
      'a name that this server goes by, besides localhost and IP addresses: pages under any other are refused',
    )
    .addOption(
      new Option('--log-level <level>', 'what to write to stderr, one JSON object a line')
        .choices(LOG_LEVELS)
        .default('warn'),
    )
    .addOption(
      new Option('--scenario <name>', 'play a race on the first page that opens; all are at /_dev/scenarios').choices(
        scenarios.map(({ name }) => name),
      ),
    )
    .addHelpText('after', SERVE_EXAMPLES)
    .action(serve);
}

async function serve(
  options: Asked & { redis?: string; allowHost?: string[]; logLevel: LogLevel; scenario?: string },
): Promise<void> {
  const { port, host, mongodbUri, data, redis, scenario } = options;
  const logger = createLogger(options.logLevel);
  let app: App | undefined;
  try {
    const assets = fileURLToPath(new URL('./todos/', import.meta.url));
    const inspector = fileURLToPath(new URL('./inspector/', import.meta.url));
    const foreign = fileURLToPath(new URL('./foreign/', import.meta.url));
    app = await createApp({
      assets,
      inspector,
      foreign,
      logger,
      faults: true,
      hosts: [host, ...(options.allowHost ?? [])],
      ...(mongodbUri ? { mongodbUri } : {}),
      ...(data ? { data } : {}),
      ...(redis ? { redis } : {}),
      ...(scenario ? { scenario } : {}),
    });
    const { url } = await app.listen(port, host);
    logger.info({ url }, 'listening');
    closeOnSignal(app, logger);
    console.log([`The demo: ${url}`, ...howToLoadTheExtension()].join('\n'));
  } catch (error) {
    await app?.close();
    const sentence = unusableInput(error, options);
    if (!sentence) throw error;
    console.error(sentence);
    process.exitCode = UNUSABLE_INPUT;
  }
}

/** Ctrl-C, and what process managers send. A second signal, of either kind, ends the process at once. */
function closeOnSignal(app: App, logger: Logger): void {
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(ENDED_BY_SIGNAL + SIGNALS[signal]);
      closing = true;
      logger.info({ signal }, 'closing');
      app.close().then(
        () => logger.info('closed'),
        (error: unknown) => {
          logger.fatal({ err: error }, 'could not be closed');
          process.exit(1);
        },
      );
    });
  }
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
