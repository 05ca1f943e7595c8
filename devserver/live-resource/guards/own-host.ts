import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Names that no DNS server resolves: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const LOOPBACK_NAME = /^(.+\.)?localhost$/;

/**
 * Is a request for this server by a name of its own?
 *
 * A page elsewhere can have its own name resolve to this machine; to the browser, what it asks there is of its own origin
 * (DNS rebinding). `Host` still says the page's name. An IP address cannot be had in that way, `localhost` neither; every
 * other name has to be listed. What sends no `Host` is no browser.
 *
 * @param hosts `app.example`, or `.app.example` with all below it; with a port, that port only
 */
export function isHostOwn(request: IncomingMessage, hosts: readonly string[] = [], trustProxy?: boolean): boolean {
  const host = hostOf(request, trustProxy);
  if (host === undefined) return true;
  const name = nameIn(host);
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || LOOPBACK_NAME.test(name)) return true;
  return hosts.some((each) => {
    const listed = each.toLowerCase();
    if (listed.startsWith('.')) return name === listed.slice(1) || name.endsWith(listed);
    return listed === name || listed === host;
  });
}

/**
 * The host that a client asked for: `Host`, or what a proxy says in its place, if it is trusted to.
 * @param trustProxy by default Express's setting `trust proxy`, where the request came through an app
 */
export function hostOf(request: IncomingMessage, trustProxy?: boolean): string | undefined {
  const forwarded = request.headers['x-forwarded-host'];
  const isTrusted = trustProxy ?? isProxyTrusted(request);
  const host = isTrusted && forwarded ? [forwarded].flat()[0]?.split(',')[0]?.trim() : request.headers.host;
  return host?.toLowerCase();
}

/** https://expressjs.com/en/guide/behind-proxies.html */
function isProxyTrusted(request: IncomingMessage): boolean {
  const { app } = request as { app?: { get?(setting: string): unknown } };
  const trusts: unknown = app?.get?.('trust proxy fn');
  return typeof trusts === 'function' && trusts(request.socket.remoteAddress, 0) === true;
}

/** A host without its port and the dot at its end. */
function nameIn(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '');
}
