import type { PermittedSite } from './permitted-sites.ts';

export interface PermissionPageProps {
  /** The site that somebody wants to look at; '' for none. */
  asked: string;
  sites: readonly PermittedSite[];
  onAllow(site: string): void;
  onRevoke(site: string): void;
  onAlways(site: string, on: boolean): void;
}

/** Which pages the extension may read, and where the user changes that. */
export function PermissionPage({ asked, sites, onAllow, onRevoke, onAlways }: PermissionPageProps) {
  return (
    <>
      <h1>Pages that LiveCollection DevTools may read</h1>
      <p class="lead">
        It looks into a page only while DevTools is open for it, changes nothing that the page could notice, and sends
        nothing anywhere.
      </p>
      {asked !== '' && <Asked site={asked} allowed={sites.some(({ site }) => site === asked)} onAllow={onAllow} />}
      <table>
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col">Always here</th>
            <th scope="col">
              <span class="visually-hidden">Revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sites.map((site) => (
            <SiteRow key={site.site} {...site} onRevoke={onRevoke} onAlways={onAlways} />
          ))}
        </tbody>
      </table>
      <p class="note">
        <b>Always here</b> keeps the probe in every tab of that site, with DevTools closed too, so that what happened
        before you opened it is not lost. It begins with the next load of a page and costs it a few megabytes.
      </p>
    </>
  );
}

interface AskedProps {
  site: string;
  allowed: boolean;
  onAllow(site: string): void;
}

function Asked({ site, allowed, onAllow }: AskedProps) {
  return (
    <section class="asked" role="status">
      {allowed ? (
        <p>
          <b>{site}</b> is allowed. The panel has it already: go back to DevTools.
        </p>
      ) : (
        <>
          <p>
            <b>{site}</b> is not allowed yet.
          </p>
          <button type="button" class="action" onClick={() => onAllow(site)}>
            Allow {site}
          </button>
        </>
      )}
    </section>
  );
}

interface SiteRowProps extends PermittedSite {
  onRevoke(site: string): void;
  onAlways(site: string, on: boolean): void;
}

function SiteRow({ site, fromTheStart, always, onRevoke, onAlways }: SiteRowProps) {
  return (
    <tr data-site={site}>
      <th scope="row">{site}</th>
      <td>
        <input
          type="checkbox"
          aria-label={`Always on ${site}`}
          checked={always}
          onChange={({ currentTarget }) => onAlways(site, currentTarget.checked)}
        />
      </td>
      <td>
        {fromTheStart ? (
          <span class="soft">from the start</span>
        ) : (
          <button type="button" class="revoke" aria-label={`Revoke ${site}`} onClick={() => onRevoke(site)}>
            Revoke
          </button>
        )}
      </td>
    </tr>
  );
}
