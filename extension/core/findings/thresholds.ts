/** When a diagnosis speaks. Times in milliseconds, sizes in bytes. */
export interface Thresholds {
  /** A message is held for so long, while its requests have not settled. */
  readonly held: number;
  /** A collection that saw a gap has sent no request for so long. */
  readonly refetch: number;
  /** Failed handshakes of one client, and the time within which they are a storm. */
  readonly handshakes: number;
  readonly handshakeSpan: number;
  /** After the server said to stop, nothing came for so long. */
  readonly silence: number;
  /** Times that a connection went down within the span. */
  readonly flaps: number;
  readonly flapSpan: number;
  /** A message came so long after the response to the request that caused it, or before it. */
  readonly slowPush: number;
  /** Of a single message. */
  readonly messageBytes: number;
  /** Messages of one channel in a second, and for how many seconds in a row. */
  readonly chattyPerSecond: number;
  readonly chattySeconds: number;
  /** Handlers on one channel that grew with so many navigations in a row, without one that shrank. */
  readonly leakSteps: number;
  /** Failures of websockets in a row, after one that worked, while no other transport is tried. */
  readonly socketFailures: number;
  /** The next connect of a client is overdue by so much. */
  readonly connectOverdue: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  held: 5_000,
  refetch: 5_000,
  handshakes: 3,
  handshakeSpan: 5_000,
  silence: 5_000,
  flaps: 3,
  flapSpan: 60_000,
  slowPush: 1_000,
  messageBytes: 262_144,
  chattyPerSecond: 50,
  chattySeconds: 5,
  leakSteps: 3,
  socketFailures: 3,
  connectOverdue: 120_000,
};
