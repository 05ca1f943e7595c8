import { escapeSegment, unescapeSegment } from '../live-collection/channel-segment.ts';

/** The parameters of a path, by name, as text. */
export type Params = Record<string, string>;

/** What a segment of a channel may be: `faye/src/protocol/grammar.js`. */
const SEGMENT = /^[A-Za-z0-9\-_!~()$@]+$/;

/** A resource's path, `/api/lists/:listId/todos`, which is also its channel, or one channel for each value of its parameters. */
export interface ChannelPath {
  readonly path: string;
  readonly params: readonly string[];
  /** The channel for these parameters; undefined where one is missing or cannot be part of a channel. */
  channelFor(params: Readonly<Params>): string | undefined;
  /** The parameters in a channel's name; undefined for a channel of something else. */
  paramsIn(channel: string): Params | undefined;
  /** Does a wildcard (`/api/*`, `/**`) cover this channel, or one of them? */
  isCoveredBy(pattern: string): boolean;
  /** Is it one of these channels, or below one? */
  owns(channel: string): boolean;
}

/** @throws Error if the path cannot be a channel */
export function channelPath(path: string): ChannelPath {
  // A dot is the one character that Express takes as it is and Bayeux does not.
  const given = path.split('/').slice(1);
  const segments = given.map((segment) => (segment.startsWith(':') ? segment : segment.replaceAll('.', escapeSegment)));
  const params = segments.filter((segment) => segment.startsWith(':')).map((segment) => segment.slice(1));
  if (!path.startsWith('/') || !segments.every((segment) => SEGMENT.test(segment.replace(/^:/, '')))) {
    throw new Error(
      `"${path}" cannot be a channel: each segment takes letters, digits and -_!~()$@, and there is no slash at the end.`,
    );
  }
  const fits = (segment: string | undefined, value: string) =>
    segment !== undefined && (segment.startsWith(':') || segment === value);

  return {
    path,
    params,
    channelFor(values) {
      const filled = segments.map((segment) => (segment.startsWith(':') ? values[segment.slice(1)] : segment));
      return filled.every(Boolean)
        ? `/${filled.map((segment, at) => (segments[at] === segment ? segment : escapeSegment(segment ?? ''))).join('/')}`
        : undefined;
    },
    paramsIn(channel) {
      const values = channel.split('/').slice(1);
      const isOurs = values.length === segments.length && values.every((value, at) => fits(segments[at], value));
      if (!isOurs || !values.every(isEscaped)) return undefined;
      const named = segments.flatMap((segment, at): [string, string][] =>
        segment.startsWith(':') ? [[segment.slice(1), unescapeSegment(values[at] ?? '')]] : [],
      );
      return Object.fromEntries(named);
    },
    isCoveredBy(pattern) {
      const parts = pattern.split('/').slice(1);
      const wildcard = parts.pop();
      if (wildcard !== '*' && wildcard !== '**') return false;
      const depth = wildcard === '*' ? segments.length === parts.length + 1 : segments.length > parts.length;
      return depth && parts.every((part, at) => fits(segments[at], part));
    },
    owns(channel) {
      const values = channel.split('/').slice(1);
      return values.length >= segments.length && segments.every((segment, at) => fits(segment, values[at] ?? ''));
    },
  };
}

/** Is it written in the one way in which a segment is escaped? One value must not have two channels. */
function isEscaped(segment: string): boolean {
  try {
    return SEGMENT.test(segment) && escapeSegment(unescapeSegment(segment)) === segment;
  } catch {
    return false; // no UTF-8
  }
}
