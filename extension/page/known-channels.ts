import { addressOf } from './address.ts';
import type { TapReport } from './taps/tap.ts';

/** The channels that somebody on this page listens on: requests to their URLs are worth a look. */
export interface KnownChannels {
  /** Learns a channel, or a collection's URL, which is one after its origin is taken away. */
  add(channelOrUrl: string): void;
  /** Learns what a report says of channels. */
  learn(report: TapReport): void;
  /** Is the URL's path a known channel, or under one, as a document's is under its collection's? */
  isAt(url: string): boolean;
  /** Calls back whenever a channel became known that was not. */
  onAdded(listener: () => void): void;
}

/** More than anybody subscribes to by hand: a page that makes up a channel a second must not fill the memory. */
const MAX_CHANNELS = 10_000;

/** @param base the document's URL, now: relative URLs are resolved against it as the browser does for the request */
export function createKnownChannels(base: () => string): KnownChannels {
  const paths = new Set<string>();
  const listeners: (() => void)[] = [];

  function add(channelOrUrl: string): void {
    // With `/api/todos/*` and `/api/**` everything below is seen. All channels are no channel: `/**` would match any URL.
    if (paths.has(channelOrUrl)) return;
    const path = pathOf(channelOrUrl, base())?.replace(/(?:\/\*\*?)?\/*$/, '');
    if (!path || paths.has(path) || paths.size >= MAX_CHANNELS || /^\/(?:meta|service)(?:\/|$)/.test(path)) return;
    paths.add(path);
    for (const listener of listeners) listener();
  }

  return {
    add,
    learn(report) {
      if (report.layer === 'collection' && report.kind === 'added') {
        add(report.channel);
        add(report.url);
      } else if (report.layer === 'faye' && report.kind === 'subscribe') add(report.channel);
    },
    isAt(url) {
      if (paths.size === 0) return false;
      for (let path = pathOf(url, base()) ?? ''; path; path = path.slice(0, path.lastIndexOf('/')))
        if (paths.has(path)) return true;
      return false;
    },
    onAdded: (listener) => void listeners.push(listener),
  };
}

/** A path that every document resolves to itself: most channels are such, and to resolve one costs much more. */
const PLAIN = /^(?:\/[\w-]+)+$/;

function pathOf(url: string, base: string): string | undefined {
  if (PLAIN.test(url)) return url;
  return url === '' ? undefined : addressOf(url, base)?.pathname;
}
