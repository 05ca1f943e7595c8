/** What the pages of this site have in common, whichever client is in them. The test reads it as `window.bayeux`. */
export interface BayeuxPage {
  /** Has the server acknowledged the subscription? */
  subscribed: boolean;
  /** What the application itself got on the channel, in order. */
  readonly received: string[];
  /** Publishes one text on the channel. Resolves when the server has acknowledged it. */
  publish(text: string): Promise<void>;
  /** Why the client could not do what it was asked to. */
  readonly troubles: string[];
}

declare global {
  interface Window {
    bayeux: BayeuxPage;
  }
}

/** What a page was asked to be, by its query: `?transport=websocket&channel=/cell/1`. */
export function asked(): { transport: string; channel: string; endpoint: string } {
  const query = new URLSearchParams(location.search);
  const name = (parameter: string) => query.get(parameter) ?? '';
  return { transport: name('transport'), channel: name('channel'), endpoint: name('endpoint') || '/faye' };
}

/**
 * Has a client begin at once, except one whose polls are script elements: until it is answered, such a poll would hold back
 * the document's `load`.
 */
export function begin(transport: string, client: () => void): void {
  if (transport === 'callback-polling') addEventListener('load', client, { once: true });
  else client();
}

/** The text that a message of the test carries. */
export function textOf(data: unknown): string {
  return String((data as { text?: unknown } | null)?.text);
}
