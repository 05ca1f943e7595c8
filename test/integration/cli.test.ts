import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { version } from '../../package.json';
import { livecollection } from './livecollection-process.ts';

/** Occupies a free port until the test is over. */
async function occupiedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has a port.');
  return address.port;
}

describe('livecollection serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'serves until %s, and ends with exit code 0 and nothing on stderr',
    async (signal) => {
      const { child, said, ended } = livecollection('serve', '--port', '0');
      const [, url] = await said(/The demo: (http:\/\/127\.0\.0\.1:\d+\/)/);
      const todos = await fetch(`${url}api/todos`);
      expect(await todos.json()).toEqual([]);
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it.each([
    ['a port that is no number', ['--port', 'abc'], /port is a number/],
    ['a port that is too high', ['--port', '65536'], /port is a number/],
    ['an unknown option', ['--frobnicate'], /unknown option/],
    ['a URI that is none', ['--port', '0', '--mongodb-uri', 'nonsense'], /cannot be used as a MongoDB URI/],
    ['a log level that is none', ['--log-level', 'loud'], /Allowed choices are/],
    ['two databases', ['--data', 'x', '--mongodb-uri', 'mongodb://127.0.0.1/x'], /cannot be used with/],
    ['a data directory in a file', ['--port', '0', '--data', 'package.json/x'], /cannot be a data directory/],
    ['a host of another machine', ['--port', '0', '--host', '192.0.2.1'], /no address of this machine/],
  ])('refuses %s with a sentence and exit code 2', async (_what, args, sentence) => {
    const { code, stderr } = await livecollection('serve', ...args).ended;
    expect(stderr).toMatch(sentence);
    expectNoStack(stderr);
    expect(code).toBe(2);
  });

  it('refuses a port in use with one sentence and exit code 2', async () => {
    const port = await occupiedPort();
    const { code, stderr } = await livecollection('serve', '--port', String(port)).ended;
    expect(stderr).toBe(`Port ${port} on 127.0.0.1 is in use: stop what uses it, or give another with --port.\n`);
    expect(code).toBe(2);
  });

  it('gives an unreachable MongoDB up after seconds, with one sentence without the password, and exit code 2', async () => {
    // Nothing listens on the port reserved for TCP's port multiplexer.
    const { code, stderr } = await livecollection('serve', '--mongodb-uri', 'mongodb://me:secret@127.0.0.1:1/x').ended;
    expect(stderr).toMatch(/^No MongoDB answers at mongodb:\/\/me:\*\*\*@127\.0\.0\.1:1\/x: [^\n]+\.\n$/);
    expect(code).toBe(2);
  });
});

describe('livecollection', () => {
  it('shows its help, and that of serve', async () => {
    const [all, serve] = await Promise.all([livecollection('--help').ended, livecollection('serve', '--help').ended]);
    for (const { code, stdout } of [all, serve]) {
      expect(code).toBe(0);
      for (const part of ['--mongodb-uri', '--data', '--log-level', 'Examples:', 'Exit codes:']) {
        expect(stdout).toContain(part);
      }
    }
  });

  it('says its version', async () => {
    const { code, stdout } = await livecollection('--version').ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it.each([[[]], [['frobnicate']]])('has exit code 2 for the verb %j', async (args) => {
    const { code, stderr } = await livecollection(...args).ended;
    expect(code).toBe(2);
    expectNoStack(stderr);
  });
});

function expectNoStack(stderr: string): void {
  expect(stderr).not.toMatch(/^\s+at /m);
}
