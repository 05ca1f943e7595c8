/**
 * A fault to be played, as JSON: what it concerns, what goes wrong, how often.
 *
 *     {"match": {"method": "POST", "requestId": "page-1"}, "fault": "delay-response", "ms": 500, "times": 1}
 */

/** By where they strike. Requests are HTTP's; messages are published ones on their way to one client. */
export const FAULTS = {
  /** Answered with `status` before anything was written. `delay-request` waits before the write. */
  request: ['delay-request', 'fail-before-write'],
  /** The write is done; its answer is late, is an error, or never arrives. */
  response: ['delay-response', 'fail-after-write', 'lose-response'],
  /** Whether, when and how often it arrives. */
  message: ['delay-message', 'drop-message', 'duplicate-message', 'reorder-message'],
  /** What it says when it does: one message may meet such a rule and one of the above. */
  envelope: ['strip-message'],
  /** Nothing goes in or out until it is over; the order stays. */
  transport: ['pause-transport'],
  /** Strike at once, when the rule is added: every client that matches. */
  client: ['kill-socket', 'forget-session'],
} as const;

/** Where a fault strikes. */
export type FaultPoint = keyof typeof FAULTS;
/** What can go wrong; see `FAULTS`. */
export type Fault = (typeof FAULTS)[FaultPoint][number];

/** All that are given must fit; a rule without any concerns everybody. */
export interface Match {
  /** Bayeux's. Unknown to HTTP requests: those are told apart by `requestId`. */
  clientId?: string;
  /** Beginning of `X-Live-Request-Id`; for messages, of the `crid` they echo. */
  requestId?: string;
  /** Of the request, or of the envelope. */
  method?: string;
  /** Beginning of the request's path. */
  path?: string;
  /** Of the message; `/meta/subscribe` and the like where a transport is paused. */
  channel?: string;
  /** The document's. */
  id?: string;
  /** `websocket`, `long-polling`, …: the client's, as of its last `/meta/connect`. */
  connectionType?: string;
}

/** What goes wrong, with what, and how often. */
export interface Rule {
  match: Match;
  fault: Fault;
  /** How often it strikes. */
  times: number;
  /** How long a delay or pause lasts, at most; without it until the rule is deleted, or `LONGEST_HOLD`. */
  ms?: number;
  /** Of an answer that fails. */
  status: number;
  /** What `strip-message` takes from the envelope, to make it one of 2013. */
  fields: string[];
}

/** Nothing is held longer, in ms: the one who armed the rule may be gone. */
export const LONGEST_HOLD = 30_000;
const MOST_TIMES = 1_000_000;
const LONGEST_TEXT = 200;

const ALL_FAULTS: readonly string[] = Object.values(FAULTS).flat();
const MATCHES: readonly string[] = ['clientId', 'requestId', 'method', 'path', 'channel', 'id', 'connectionType'];
const FIELDS: readonly string[] = ['id', 'seq', 'v', 'crid'];
const KEYS = ['match', 'fault', 'times', 'ms', 'status', 'fields'];

/** What is wrong with a rule, in one sentence. */
export class BadRule extends Error {}

/**
 * Reads a rule from the outside. `times` is 1, `status` 500 and `fields` all of them unless given.
 * @throws BadRule
 */
export function readRule(input: unknown): Rule {
  if (!isRecord(input)) throw new BadRule('A rule is a JSON object.');
  refuseOthers(input, KEYS, 'A rule');
  const { fault, match = {}, times = 1, ms, status = 500, fields = FIELDS } = input;
  if (!isFault(fault)) throw new BadRule(`"fault" must be one of ${ALL_FAULTS.join(', ')}.`);
  if (!isWhole(times, 1, MOST_TIMES)) throw new BadRule(`"times" must be a whole number from 1 to ${MOST_TIMES}.`);
  if (ms !== undefined && !isWhole(ms, 0, LONGEST_HOLD))
    throw new BadRule(`"ms" must be a whole number from 0 to ${LONGEST_HOLD}.`);
  if (!isWhole(status, 400, 599)) throw new BadRule('"status" must be a whole number from 400 to 599.');
  if (!Array.isArray(fields) || !fields.every((field) => FIELDS.includes(field)))
    throw new BadRule(`"fields" must be a list of ${FIELDS.join(', ')}.`);
  return { fault, match: readMatch(match), times, status, fields, ...(ms !== undefined && { ms }) };
}

function readMatch(input: unknown): Match {
  if (!isRecord(input)) throw new BadRule('"match" must be a JSON object.');
  refuseOthers(input, MATCHES, '"match"');
  const match: Record<string, string> = {};
  for (const [key, value] of Object.entries(input)) {
    if (typeof value !== 'string' || value.length > LONGEST_TEXT)
      throw new BadRule(`"match.${key}" must be a text of at most ${LONGEST_TEXT} characters.`);
    match[key] = value;
  }
  return match;
}

function refuseOthers(input: object, known: readonly string[], what: string): void {
  const other = Object.keys(input).find((key) => !known.includes(key));
  if (other !== undefined)
    throw new BadRule(`${what} has no ${JSON.stringify(other.slice(0, 40))}; it may have ${known.join(', ')}.`);
}

/** Does the rule concern this? What is unknown of it fits no demand. */
export function fits(match: Match, facts: Match): boolean {
  for (const [key, wanted] of Object.entries(match)) {
    const value = facts[key as keyof Match];
    if (value === undefined) return false;
    if (key === 'requestId' || key === 'path' ? !value.startsWith(wanted) : value !== wanted) return false;
  }
  return true;
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'string' && ALL_FAULTS.includes(value);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
