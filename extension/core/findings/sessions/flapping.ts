import { createRecent } from '../../bounded-map.ts';
import { counted, cutWord, spanOf } from '../../explanation/format.ts';
import type { Sentence } from '../../explanation/sentence.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'flapping';
const LINES = 256;
/** Lifetimes that differ by less than this part of the longest are alike. */
const ALIKE = 0.1;
/** Shorter ones are failures to connect, and no proxy's timeout; ms. */
const SHORT = 1_000;

interface Downs {
  events: { i: number; at: number; lasted: number | undefined }[];
  stop: (() => void) | undefined;
}

/** A connection went down and up again and again within a minute. */
export function createFlapping(context: DiagnosisContext): Diagnosis {
  const { trace, connections, report, thresholds } = context;
  let lines = createRecent<string, Downs>(LINES);
  /** Sockets whose client has taken its leave: their end is wanted. */
  let leaving = createRecent<string, true>(LINES);

  function went(
    load: string,
    line: { id: string; url: string },
    i: number,
    at: number,
    lasted: number | undefined,
  ): void {
    const object = { load, client: line.url || line.id };
    const id = findingId(KIND, object);
    const downs: Downs = lines.get(id) ?? { events: [], stop: undefined };
    downs.events = [...downs.events.filter((each) => at - each.at <= thresholds.flapSpan), { i, at, lasted }].slice(
      -20,
    );
    lines.set(id, downs);
    const [first] = downs.events;
    if (!first || downs.events.length < thresholds.flaps) return;
    const constant = constantOf(downs.events.map((each) => each.lasted));
    report.raise({
      id,
      kind: KIND,
      severity: 'warning',
      state: 'present',
      object,
      title: 'The connection goes down again and again',
      since: first.at,
      observed: [
        `${cutWord(line.url || line.id)} went down ${counted(downs.events.length, 'time')} within ${spanOf(at - first.at) ?? ''}`,
      ],
      why:
        constant === undefined
          ? WHY
          : [
              `Each connection lasted about ${spanOf(constant) ?? ''}: something between page and server closes it after that time`,
            ],
      advice:
        constant === undefined
          ? ADVICE
          : [
              'Raise the idle timeout of the proxy above the interval of the client’s heartbeat, or lower advice.timeout.',
            ],
      evidence: downs.events.flatMap((each, n) => evidenceOf(trace, each.i, n === 0)),
    });
    downs.stop?.();
    downs.stop = context.at(at + thresholds.flapSpan, (now) =>
      report.settle(id, { event: i, at: now, label: `not down again for ${spanOf(thresholds.flapSpan) ?? ''}` }),
    );
  }

  return {
    layers: ['wire'],
    take({ i, event, message }) {
      if (event.layer !== 'wire') return;
      const { load, connection, at } = event;
      if (message?.channel === '/meta/disconnect' && event.kind === 'sent') leaving.set(`${load} ${connection}`, true);
      if (event.kind !== 'closed' && event.kind !== 'failed') return;
      // A page that goes, or a client that does not wait any longer, aborts its own request.
      if (event.kind === 'failed' && event.reason === 'abort') return;
      if (leaving.get(`${load} ${connection}`)) return;
      const line = connections.of(load, connection);
      if (!line) return;
      const before = line.intervals.at(-2);
      // A socket that fails is closed as well: it went down once.
      if (line.intervals.at(-1)?.up !== false || line.intervals.at(-1)?.from !== at) return;
      went(load, line, i, at, before?.up ? at - before.from : undefined);
    },
    clear() {
      lines = createRecent(LINES);
      leaving = createRecent(LINES);
    },
  };
}

const WHY: Sentence = ['Each time messages may be lost, and the client has to connect again'];
const ADVICE: Sentence = ['Look at the codes with which it closes, and at what stands between page and server.'];

/** How long each lasted, where all lasted nearly as long. */
function constantOf(lasted: readonly (number | undefined)[]): number | undefined {
  const known = lasted.filter((each) => each !== undefined).filter((each) => each >= SHORT);
  if (known.length < 3 || known.length < lasted.length) return undefined;
  const longest = Math.max(...known);
  return longest - Math.min(...known) <= longest * ALIKE ? longest : undefined;
}
