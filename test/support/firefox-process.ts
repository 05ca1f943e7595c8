import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strangeHosts } from './extension-control.ts';
import { findFirefox } from './find-browser.ts';
import { connectMarionette, freePort } from './marionette.ts';

const preferences = {
  'devtools.chrome.enabled': true,
  'devtools.debugger.remote-enabled': true,
  'devtools.toolbox.host': 'window',
  // DevTools asks before its first paste into a console and shows a tour; neither is what is tested.
  'devtools.selfxss.count': 5,
  'extensions.originControls.grantByDefault': true, // host permissions as a user would have granted them
  'network.dns.localDomains': strangeHosts.join(','),
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.cosmeticAnimations.enabled': false,
};

/** A Firefox that listens to Marionette, with a profile of its own. */
export interface FirefoxProcess {
  /** The loopback port that it listens on. It serves one connection at a time. */
  readonly port: number;
  /** Says how the process ended, once it has. */
  ended(): string | undefined;
  /** Ends the process, whatever state it is in, and removes the profile. */
  end(): Promise<void>;
}

/** Starts a headless Firefox. Throws, and leaves nothing behind, if it does not come up. */
export async function startFirefox(): Promise<FirefoxProcess> {
  const executable = await findFirefox();
  const profile = await mkdtemp(join(tmpdir(), 'livecollection-firefox-'));
  const port = await freePort();
  const lines = Object.entries({ ...preferences, 'marionette.port': port }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const args = ['--marionette', '--headless', '--no-remote', '--remote-allow-system-access', '--profile', profile];
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  let ended: string | undefined;
  const exited = new Promise<void>((resolve) => {
    const finish = (how: string) => {
      ended = how;
      resolve();
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(`exit ${code ?? signal}`));
  });
  const kill = () => child.kill('SIGKILL'); // the profile is thrown away: there is nothing to save
  process.once('exit', kill); // a test run that is cut short leaves no browser behind
  const end = async () => {
    kill();
    await exited;
    process.off('exit', kill);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    (
      await connectMarionette(port, () => ended && `Firefox ended before it listened (${ended}): ${complaints}`)
    ).close();
    return { port, ended: () => ended, end };
  } catch (error) {
    await end();
    throw error;
  }
}
