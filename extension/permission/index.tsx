/** The permission page's entry: wires the browser's permissions to the page. Opened in a tab, by the panel. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { createAlwaysHere } from '../background/always-on-sites.ts';
import type { AlwaysRequest } from '../channel/internal-protocol.ts';
import { patternOf, siteOf } from '../site.ts';
import { PermissionPage } from './permission-page.tsx';
import { type PermittedSite, permittedSites } from './permitted-sites.ts';
import './permission.css';

const { permissions, runtime, storage } = browser;
const alwaysHere = createAlwaysHere(storage.local);
const asked = siteOf(new URLSearchParams(location.search).get('site') ?? '') ?? '';
const sites = signal<readonly PermittedSite[]>();

async function refresh(): Promise<void> {
  sites.value = await permittedSites(permissions, alwaysHere, runtime.getManifest().host_permissions ?? []);
}

async function setAlways(site: string, on: boolean): Promise<void> {
  const request: AlwaysRequest = { type: 'livecollection:always', site, on };
  await runtime.sendMessage(request);
  await refresh();
}

/** The probe leaves the site's documents while the extension can still reach them. */
async function revoke(site: string): Promise<void> {
  if (sites.value?.some((permitted) => permitted.site === site && permitted.always)) await setAlways(site, false);
  await permissions.remove({ origins: [siteOf(site) === site ? patternOf(site) : site] });
}

permissions.onAdded.addListener(() => void refresh());
permissions.onRemoved.addListener(() => void refresh());

function Page() {
  if (!sites.value) return null;
  return (
    <PermissionPage
      asked={asked}
      sites={sites.value}
      // Must be asked for in the click itself.
      onAllow={(site) => void permissions.request({ origins: [patternOf(site)] })}
      onRevoke={(site) => void revoke(site)}
      onAlways={(site, on) => void setAlways(site, on)}
    />
  );
}

const root = document.getElementById('permission');
if (!root) throw new Error('permission.html has no element #permission');
render(<Page />, root);
void refresh();
