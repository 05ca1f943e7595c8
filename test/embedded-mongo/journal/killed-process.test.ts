import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { dataDirectory, opened } from './data-directory.ts';

const PROGRAM = ['--import', 'tsx', 'test/embedded-mongo/journal/database-process.ts'];

/** A database over the directory in a process of its own, and a client of it. `shell` says how to start the process. */
async function databaseProcess(directory: string, shell = 'exec "$@"') {
  const child = spawn('bash', ['-c', shell, 'bash', process.execPath, ...PROGRAM, directory]);
  const notices: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => notices.push(line));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [uri]: string[] = await once(createInterface({ input: child.stdout }), 'line');
  const client = await new MongoClient(uri ?? '', { retryWrites: false, serverSelectionTimeoutMS: 500 }).connect();
  onTestFinished(() => client.close());
  return { child, client, notices, documents: client.db('test').collection<{ _id: number; n: number }>('documents') };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.signalCode) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

it('has everything that was acknowledged when it is killed in the middle of writes, again and again', async () => {
  const directory = dataDirectory();
  /** By `_id`: the least that must be found, and the most that may be, for the last write may have been made or not. */
  const acknowledged = new Map<number, number>();
  const asked = new Map<number, number>();
  for (let round = 0; round < 8; round += 1) {
    const { child, client, documents } = await databaseProcess(directory);
    const found = new Map((await documents.find().toArray()).map(({ _id, n }) => [_id, n]));
    for (const [id, n] of acknowledged) expect(found.get(id), `round ${round}, _id ${id}`).toBeGreaterThanOrEqual(n);
    for (const [id, n] of found) expect(n).toBeLessThanOrEqual(asked.get(id) ?? -1);

    let writes = 0;
    const enough = 50 + Math.floor(Math.random() * 200);
    const writer = async (id: number) => {
      for (let n = (asked.get(id) ?? 0) + 1; ; n += 1) {
        asked.set(id, n);
        await documents.replaceOne({ _id: id }, { n }, { upsert: true });
        acknowledged.set(id, n);
        writes += 1;
        if (writes === enough) child.kill('SIGKILL');
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, id) => writer(id)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(writes).toBeGreaterThanOrEqual(enough);
    await kill(child);
    await client.close();
  }
}, 90_000);

it('refuses a directory that a living process has, and takes it over when that is killed', async () => {
  const directory = dataDirectory();
  const { child, documents } = await databaseProcess(directory);
  await documents.insertOne({ _id: 1, n: 1 });
  await expect(opened(directory)).rejects.toThrow(/is in use by the process/);
  await kill(child);
  expect((await opened(directory)).content).toContain('"n":1');
});

it('refuses writes while there is no room, keeps what it acknowledged, and goes on when there is room again', async () => {
  const directory = dataDirectory();
  // The system refuses files beyond 512 KiB, as a full disk would, and without a signal.
  const { documents, notices, child } = await databaseProcess(directory, 'trap "" XFSZ; ulimit -f 512; exec "$@"');
  const text = 'x'.repeat(20_000);
  let kept = 0;
  let refusal: unknown;
  while (!refusal) {
    await documents.insertOne({ _id: kept, n: kept, text } as never).then(
      () => {
        kept += 1;
      },
      (error: unknown) => {
        refusal = error;
      },
    );
  }
  expect(refusal).toMatchObject({ name: 'MongoServerError', code: 14031, codeName: 'OutOfDiskSpace' });
  expect(kept).toBeGreaterThan(10);
  expect(await documents.countDocuments()).toBe(kept);
  expect(notices).toEqual([expect.stringMatching(/^The data cannot be stored: EFBIG/)]);
  // What is small still fits, and a remove is small.
  expect(await documents.deleteOne({ _id: 0 })).toMatchObject({ deletedCount: 1 });
  await kill(child);
  const { content } = await opened(directory);
  expect(JSON.parse(content)).toHaveLength(1 + kept - 1);
}, 60_000);

it('starts where there is no room at all, leaves nothing behind, and answers what is stored', async () => {
  const directory = dataDirectory();
  const first = await databaseProcess(directory);
  await first.documents.insertOne({ _id: 1, n: 1 });
  await kill(first.child);
  rmSync(join(directory, 'lock'));
  const { documents, child } = await databaseProcess(directory, 'trap "" XFSZ; ulimit -f 0; exec "$@"');
  expect(await documents.findOne({ _id: 1 })).toEqual({ _id: 1, n: 1 });
  await expect(documents.insertOne({ _id: 2, n: 2 })).rejects.toMatchObject({ code: 14031 });
  await expect(opened(directory)).rejects.toThrow(/is in use by the process/);
  expect(readdirSync(directory).sort()).toEqual(['journal', 'lock']);
  await kill(child);
  expect((await opened(directory)).content).toContain('"n":1');
  expect(readdirSync(directory)).toEqual(['journal']);
}, 60_000);

it('starts though another’s rubbish lies in the directory', async () => {
  const directory = dataDirectory();
  writeFileSync(join(directory, 'journal.new'), 'rubbish');
  writeFileSync(join(directory, 'lock'), 'rubbish');
  const { documents } = await databaseProcess(directory);
  await documents.insertOne({ _id: 1, n: 1 });
  rmSync(join(directory, 'lock'));
});
