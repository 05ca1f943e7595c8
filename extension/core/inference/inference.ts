import { createRecent, type Recent } from '../bounded-map.ts';
import { seenPart } from '../marks/seen-part.ts';
import type { LiveEvent, LiveEventOf } from '../protocol/events.ts';
import { createForeignSource, type ForeignSource, type SourceEvent } from './foreign-source.ts';

/**
 * What live collections that do not report their decisions decided, as far as it was seen: each is watched beside a
 * reconciler that is told the same, and what it does is compared with what that would have done. After events that are
 * missing, nothing is said of a collection until it is told whole; and nothing is said of what one did whose changes are
 * not tapped.
 *
 * What is expected is one thing, what was seen done another. `facts.expected` is the reconciler's decision, `facts.did` the
 * collection's deed, and only there where it was seen; where they differ, the event's `decision` is the deed.
 *
 *   expected    nothing is known yet: it shows when an own request is answered
 *   not-known   it cannot be known: only the application or the server can tell, or something else happened meanwhile
 *   a deed      the collection did it, or its moment is over and it did not
 *   withdraws   in the facts: what was told before, by its name and the number of its event, and is disproved
 *
 * A moment is over when the page says so (`ended`), or, for what waits for an own create, or for a list that was
 * asked for in it, when that is answered.
 */
export interface Inference {
  /** Takes every event, in order. @returns decisions to append after it, with its number and time */
  take(event: LiveEvent): LiveEvent[];
  /** Documents but those that stay will be told again, should they come again. */
  forget(stays: (load: string) => boolean): void;
}

interface Load {
  /** The number of its last event. */
  last: number;
  sources: Recent<string, ForeignSource>;
  names: Set<string>;
  /** Client → the session it last had. */
  sessions: Recent<string, string>;
}

/** Documents, and foreign collections and clients in each, that are followed at the same time. */
const MAX_LOADS = 16;
const MAX_SOURCES = 100;

const NOTHING: LiveEvent[] = [];

export function createInference(): Inference {
  const loads = createRecent<string, Load>(MAX_LOADS);

  function follow({ load: name, source, seq }: LiveEventOf<'collection', 'added'>): ForeignSource {
    const load = loads.get(name) ?? newLoad(seq);
    loads.set(name, load);
    const followed = load.sources.get(source) ?? createForeignSource();
    load.sources.set(source, followed);
    load.names.add(source);
    return followed;
  }

  /** A session is new when a client that had one has another. */
  function connected({ load: name, client, clientId, at }: LiveEventOf<'faye', 'state'>): void {
    const load = loads.get(name);
    if (!load || clientId === undefined) return;
    const before = load.sessions.get(client);
    load.sessions.set(client, clientId);
    if (before === undefined || before === clientId) return;
    for (const source of load.names) load.sources.get(source)?.reconnected(at);
  }

  /** Events that are missing may be of any source: what is known of it ends there. */
  function count({ load: name, seq }: LiveEvent): void {
    const load = loads.get(name);
    if (!load) return;
    if (seq > load.last + 1) for (const source of load.names) load.sources.get(source)?.lost();
    load.last = Math.max(load.last, seq);
  }

  function inferFrom(event: SourceEvent): LiveEvent[] {
    const source =
      event.kind === 'added' && event.foreign === true
        ? follow(event)
        : loads.get(event.load)?.sources.get(event.source);
    if (!source) return NOTHING;
    const seen = seenPart(event);
    if (!seen) {
      source.lost();
      return NOTHING;
    }
    try {
      return source.take(seen).map(({ input, decision, id, facts }): LiveEvent => {
        const { load, seq, at, source: name } = event;
        const what = { source: name, input, decision, ...(id !== undefined && { id }), facts, inferred: true };
        return { load, seq, at, layer: 'collection', kind: 'decision', ...what };
      });
    } catch {
      // Only what a page has made to break us does: nested deeper than the stack, for one. It is not followed any more.
      loads.get(event.load)?.sources.delete(event.source);
      return NOTHING;
    }
  }

  return {
    take(event) {
      count(event);
      if (event.layer === 'faye') {
        if (event.kind === 'state') connected(event);
        return NOTHING;
      }
      if (event.layer !== 'collection') return NOTHING;
      switch (event.kind) {
        case 'added':
        case 'message':
        case 'request':
        case 'response':
        case 'change':
        case 'ended':
          return inferFrom(event);
        case 'removed':
          loads.get(event.load)?.sources.delete(event.source);
          return NOTHING;
        default:
          return NOTHING;
      }
    },
    forget(stays) {
      for (const [name] of [...loads.entries()]) if (!stays(name)) loads.delete(name);
    },
  };
}

function newLoad(last: number): Load {
  return { last, sources: createRecent(MAX_SOURCES), names: new Set(), sessions: createRecent(MAX_SOURCES) };
}
