import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Backbone from 'backbone';
import faye from 'faye';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { fetchAjax } from './fetch-ajax.ts';
import { waitFor } from './wait-for.ts';

/** What a soak came to. */
export interface Soaked {
  /** Writes that were answered with success. */
  acknowledged: number;
  /** Answered with success, and yet not in the database, or still there after a delete: ids. */
  lost: string[];
  /** Clients whose collection was not the database in the end: what they had instead. */
  different: string[];
  kills: { socket: number; session: number; server: number };
}

type Live = LiveCollection<Backbone.Model>;
type Row = Record<string, unknown> & { _id: string };

/** How long clients may take to agree with the database in the end, in ms. */
const TO_AGREE = 30_000;
const BETWEEN_KILLS = 400;

/**
 * Lets clients write at random while their sockets, their sessions and the server process itself are killed, and then
 * compares everybody with the database.
 *
 * @param ms how long they write
 */
export async function soak(ms: number, clientCount = 4): Promise<Soaked> {
  const directory = await mkdtemp(join(tmpdir(), 'soak-'));
  let server = await serve(directory, 0);
  const { port } = server;
  const url = `http://127.0.0.1:${port}/api/todos`;
  const undo = fetchAjax();
  const clients = Array.from(
    { length: clientCount },
    () => new faye.Client(`http://127.0.0.1:${port}/faye`, { retry: 0.2 }),
  );
  const collections: Live[] = clients.map((client) => new Todos([], { client, url }));
  const kills = { socket: 0, session: 0, server: 0 };
  const created = new Set<string>();
  const maybeDeleted = new Set<string>();
  const deleted = new Set<string>();
  let acknowledged = 0;
  let inFlight = 0;
  const deadline = performance.now() + ms;

  function write(collection: Live): void {
    const persisted = collection.filter((model) => !model.isNew());
    const model = persisted[Math.floor(Math.random() * persisted.length)];
    const id = String(model?.id);
    inFlight += 1;
    const settled = (done?: () => void) => {
      inFlight -= 1;
      if (!done) return;
      acknowledged += 1;
      done();
    };
    const error = () => settled();
    const dice = Math.random();
    if (!model || dice < 0.4) {
      const title = `todo ${Math.random().toString(36).slice(2)}`;
      const success = (made: Backbone.Model) => settled(() => created.add(String(made.id)));
      collection.create({ title }, { success, error, wait: dice < 0.2 });
    } else if (dice < 0.75) {
      model.save({ completed: dice < 0.5 }, { success: () => settled(() => {}), error });
    } else {
      maybeDeleted.add(id);
      model.destroy({ success: () => settled(() => deleted.add(id)), error });
    }
  }

  async function writing(collection: Live): Promise<void> {
    while (performance.now() < deadline) {
      write(collection);
      await pause(10 + Math.random() * 40);
    }
  }

  async function killing(): Promise<void> {
    for (let turn = 1; performance.now() < deadline - BETWEEN_KILLS; turn++) {
      await pause(BETWEEN_KILLS);
      if (turn % 8 === 4) {
        server.child.kill('SIGKILL');
        await server.ended;
        server = await serve(directory, port);
        kills.server += 1;
      } else if (await strike(port, turn % 2 === 0 ? 'kill-socket' : 'forget-session')) {
        kills[turn % 2 === 0 ? 'socket' : 'session'] += 1;
      }
    }
  }

  try {
    await Promise.all([killing(), ...collections.map(writing)]);
    await waitFor('the last answers', () => inFlight === 0);
    // A message that broke with its socket is missed when the next one comes.
    await (
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"title":"the end"}' })
    ).json();
    const rows = (await (await fetch(url)).json()) as Row[];
    const ids = new Set(rows.map(({ _id }) => _id));
    const lost = [
      ...[...created].filter((id) => !ids.has(id) && !maybeDeleted.has(id)),
      ...[...deleted].filter((id) => ids.has(id)),
    ];
    const truth = told(rows);
    await waitFor('all to agree', () => collections.every((one) => shown(one) === truth), TO_AGREE).catch(() => false);
    const different = collections
      .map(shown)
      .filter((text) => text !== truth)
      .map((text) => difference(text, truth));
    return { acknowledged, lost, different, kills };
  } finally {
    for (const collection of collections) collection.dispose();
    for (const client of clients) void client.disconnect();
    undo();
    server.child.kill('SIGKILL');
    await server.ended;
    await rm(directory, { recursive: true });
  }
}

const Todos = LiveCollection.extend({
  preinitialize(this: Live & { url: string }, _models: unknown, options: { url: string }) {
    this.url = options.url;
  },
  model: Backbone.Model.extend({ idAttribute: '_id' }),
}) as unknown as new (
  models: [],
  options: { client: unknown; url: string },
) => Live;

async function strike(port: number, fault: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/_dev/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault, times: 1 }),
  });
  const { struck } = (await response.json()) as { struck: string[] };
  return struck.length > 0;
}

async function serve(
  directory: string,
  port: number,
): Promise<{ child: ChildProcess; ended: Promise<void>; port: number }> {
  const args = ['--import', 'tsx', 'devserver/cli.ts', 'serve', '--port', String(port), '--data', directory];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const bound = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const match = /The demo: http:\/\/127\.0\.0\.1:(\d+)\//.exec(said);
      if (match) resolve(Number(match[1]));
    });
    void ended.then(() => reject(new Error(`The server ended: ${said}`)));
  });
  return { child, ended, port: bound };
}

const shown = (collection: Live): string =>
  told(collection.filter((model) => !model.isNew()).map((model) => model.toJSON() as Row));

function told(rows: Row[]): string {
  const lines = rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
  return lines.sort().join('\n');
}

/** The lines that only one of two has. */
function difference(ours: string, truth: string): string {
  const [a, b] = [ours.split('\n'), truth.split('\n')];
  return [
    ...a.filter((line) => !b.includes(line)).map((line) => `client: ${line}`),
    ...b.filter((line) => !a.includes(line)).map((line) => `server: ${line}`),
  ].join('\n');
}
