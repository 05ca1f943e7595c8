/**
 * What the server did, in order: the ground truth to which a test or a panel compares what a client believes.
 *
 *   write       the database carried out a command that writes, from any client
 *   publish     a message was published on a channel
 *   delivery    a message was handed to one client's connection
 */
export type LogEntry = { n: number; at: number } & Logged;

/** `at` and `n` (1, 2, …) are the log's own; times are in ms since 1970. */
export type Logged =
  | { kind: 'write'; command: string; collection: string; ids: string[]; count: number }
  | ({ kind: 'publish'; channel: string } & LoggedEnvelope)
  | ({ kind: 'delivery'; channel: string; clientId: string } & LoggedEnvelope);

/** The envelope without its body, as far as there is one. */
export interface LoggedEnvelope {
  method?: string;
  id?: string;
  seq?: number;
  v?: number;
  crid?: string;
}

export interface Log {
  add(entry: Logged): void;
  /** A message was published, or, with a client, handed to it. What it tells is read when somebody asks for the log. */
  addMessage(channel: string, data: unknown, clientId?: string): void;
  /** What came after entry `n`, oldest first; `forgotten` counts those of them that the log no longer has. */
  since(n: number): { last: number; forgotten: number; entries: LogEntry[] };
}

interface Kept {
  at: number;
  entry: Logged | undefined;
  channel: string;
  data: unknown;
  clientId: string | undefined;
}

/** A log of the last `capacity` entries. */
export function createLog(capacity = 20_000): Log {
  const ring: Kept[] = [];
  let last = 0;

  function keep(kept: Kept): void {
    ring[last % capacity] = kept;
    last += 1;
  }

  return {
    add: (entry) => keep({ at: Date.now(), entry, channel: '', data: undefined, clientId: undefined }),
    // A delivery is logged for each message and client: nothing is read or copied on the way.
    addMessage: (channel, data, clientId) => keep({ at: Date.now(), entry: undefined, channel, data, clientId }),
    since(n) {
      const oldest = Math.max(1, last - capacity + 1);
      const entries: LogEntry[] = [];
      for (let next = Math.max(oldest, n + 1); next <= last; next++) {
        const kept = ring[(next - 1) % capacity];
        if (kept) entries.push({ n: next, at: kept.at, ...(kept.entry ?? message(kept)) });
      }
      return { last, forgotten: Math.max(0, oldest - Math.max(0, n) - 1), entries };
    },
  };
}

function message({ channel, data, clientId }: Kept): Logged {
  if (clientId === undefined) return { kind: 'publish', channel, ...toldBy(data) };
  return { kind: 'delivery', channel, clientId, ...toldBy(data) };
}

/** What an envelope tells beside the document; of anything else nothing. */
export function toldBy(data: unknown): LoggedEnvelope {
  if (typeof data !== 'object' || data === null) return {};
  const { method, id, seq, v, crid } = data as Record<string, unknown>;
  const told: LoggedEnvelope = {};
  if (typeof method === 'string') told.method = method;
  if (typeof id === 'string') told.id = id;
  if (typeof seq === 'number') told.seq = seq;
  if (typeof v === 'number') told.v = v;
  if (typeof crid === 'string') told.crid = crid;
  return told;
}
