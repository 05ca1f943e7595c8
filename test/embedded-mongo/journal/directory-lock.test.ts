import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DataDirectoryError, lockDirectory } from '../../../devserver/embedded-mongo/journal/directory-lock.ts';
import { dataDirectory } from './data-directory.ts';

it('gives a directory to one, and to the next when the first has given it back', () => {
  const directory = dataDirectory();
  const unlock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(
    `The data directory ${directory} is in use by the process ${process.pid}: stop it, or give another with --data.`,
  );
  unlock();
  lockDirectory(directory)();
  expect(readdirSync(directory)).toEqual([]);
});

it('takes over the lock of a process that is dead', () => {
  const directory = dataDirectory();
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(directory, 'lock'), JSON.stringify({ pid, started: '1' }));
  const unlock = lockDirectory(directory);
  expect(JSON.parse(readFileSync(join(directory, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  unlock();
});

it('takes over a lock whose process id another process has by now', () => {
  const directory = dataDirectory();
  writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: process.pid, started: '1' }));
  lockDirectory(directory)();
});

it.each(['', 'rubbish', '{}'])('takes over a lock that says %j, which is nobody’s', (text) => {
  const directory = dataDirectory();
  writeFileSync(join(directory, 'lock'), text);
  lockDirectory(directory)();
});

it('says why a directory cannot be one', () => {
  const file = join(dataDirectory(), 'file');
  writeFileSync(file, '');
  expect(() => lockDirectory(join(file, 'data'))).toThrow(DataDirectoryError);
  expect(() => lockDirectory(join(file, 'data'))).toThrow(/cannot be a data directory: ENOTDIR/);
});
