import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { isOutOfSpace } from './storage-error.ts';

/** A data directory that cannot be used; the message is a sentence for the user who named it. */
export class DataDirectoryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataDirectoryError';
  }
}

/** Who holds a directory. A process id alone is used again, in a container even at once: its start tells two apart. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

/**
 * Takes a directory for this process, making it if need be, and answers what gives it back.
 * The lock of a process that is dead is taken over: a database killed must start again without anybody's help.
 * On a full disk it is a symbolic link to the holder's name, which takes no room: what is stored can be read there.
 * @throws DataDirectoryError if another living process has it, or if there can be no such directory
 */
export function lockDirectory(directory: string): () => void {
  const lock = join(directory, 'lock');
  const mine = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const holder: Holder = { pid: process.pid, started: startOf(process.pid) ?? '' };
  try {
    mkdirSync(directory, { recursive: true });
    writeHolder(mine, `${JSON.stringify(holder)}\n`);
  } catch (cause) {
    if (existsSync(mine)) rmSync(mine);
    throw new DataDirectoryError(
      `${resolve(directory)} cannot be a data directory: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  try {
    // A link is made or refused as a whole, unlike a file that another could read half written.
    while (!link(mine, lock)) {
      const found = read(lock);
      if (found && isAlive(found)) {
        throw new DataDirectoryError(
          `The data directory ${resolve(directory)} is in use by the process ${found.pid}: stop it, or give another with --data.`,
        );
      }
      takeAway(lock, found, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

function writeHolder(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    if (!isOutOfSpace(error)) throw error;
    rmSync(path, { force: true });
    symlinkSync(text.trim(), path);
  }
}

/** Removes a dead process's lock; puts it back if it turns out that another was quicker and the lock is theirs. */
function takeAway(lock: string, dead: Holder | undefined, mine: string): void {
  const aside = `${mine}.stale`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const taken = read(aside);
  if (taken && (taken.pid !== dead?.pid || taken.started !== dead.started)) link(aside, lock);
  rmSync(aside);
}

/** False if there is a file at `to`. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for a lock that is gone or says nothing: nobody's. */
function read(path: string): Holder | undefined {
  try {
    const { pid, started }: Partial<Holder> = JSON.parse(holderIn(path));
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function holderIn(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') throw error; // no symbolic link
    return readFileSync(path, 'utf8');
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    // EPERM: there is one, of another user.
  }
  const now = startOf(pid);
  return now === undefined || started === '' || now === started;
}

/** When a process began, in clock ticks since the machine's start; undefined where the system does not tell in /proc. */
function startOf(pid: number): string | undefined {
  try {
    // The 22nd field; the second is the program's name in parentheses and may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
