import { createRecent, createRecentlyUsed, type Recent } from '../../bounded-map.ts';
import { idPart } from '../../explanation/facts.ts';
import { say } from '../../explanation/sentence.ts';
import { shortId } from '../../explanation/short-names.ts';
import { getOrMake } from '../../ledger/pending-links.ts';
import { CHUNK_MASK } from '../../trace/trace-chunk.ts';
import { type Diagnosis, type DiagnosisContext, findingId, objectOf } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

/** Documents, collections in each, and models of each whose version is remembered. */
const LOADS = 16;
const SOURCES = 200;
const MODELS = 20_000;
/** Names under which documents carry a version; what is compared is of the same name. */
const NAMES = ['_v', 'v', 'version', '__v', 'updatedAt', 'updated_at'] as const;

interface Place {
  name: string;
  value: number;
  text: string;
  event: number;
  /** The channel's number of what brought it. */
  seq: number | undefined;
}

const KINDS = ['stale-overwrite', 'version-back'] as const;

/**
 * The version of a model goes back.
 *
 *   stale-overwrite   by an older message or response: it overwrote what a newer one had brought
 *   version-back      by what the server sent later: a restored backup, a seed, a write past the server
 */
export function createStaleOverwrite(context: DiagnosisContext): Diagnosis {
  const { trace, ledger, report } = context;
  let loads = createRecentlyUsed<string, Recent<string, Recent<string, Place>>>(LOADS);

  function modelsOf(load: string, source: string): Recent<string, Place> {
    const sources = getOrMake(loads, load, () => createRecent<string, Recent<string, Place>>(SOURCES));
    return getOrMake(sources, source, () => createRecent<string, Place>(MODELS));
  }

  function seqOf(cause: number): number | undefined {
    const seq = trace.chunk(cause)?.channelSeq[cause & CHUNK_MASK];
    return seq === undefined || Number.isNaN(seq) ? undefined : seq;
  }

  return {
    layers: ['collection'],
    take({ i, event }) {
      if (event.layer !== 'collection' || event.kind !== 'change' || event.id === undefined) return;
      const { load, source, cid, id } = event;
      const models = modelsOf(load, source);
      if (event.op === 'remove') {
        models.delete(cid);
        return;
      }
      // What the application writes by itself is its own.
      const cause = event.input === 0 ? undefined : ledger.causeOf(i);
      if (cause === undefined || !isHeard(trace.kind(cause))) return;
      const place = placeIn(event.attributes, i, seqOf(cause));
      if (!place) return;
      const before = models.get(cid);
      models.set(cid, place);
      if (before?.name === place.name && place.value === before.value) return;
      if (before === undefined || before.name !== place.name || place.value >= before.value) {
        if (before !== undefined)
          for (const kind of KINDS) {
            const stated = report.get(findingId(kind, { load, source, document: id }));
            if (stated) report.settle(stated.id, i);
          }
        return;
      }
      const isNewer = place.seq !== undefined && (before.seq === undefined || place.seq > before.seq);
      const kind = isNewer ? 'version-back' : 'stale-overwrite';
      report.raise({
        id: findingId(kind, { load, source, document: id }),
        kind,
        severity: isNewer ? 'warning' : 'error',
        state: 'present',
        object: objectOf(event, context, id),
        title: isNewer ? `Version of ${shortId(id)} went back` : `Older data overwrote ${shortId(id)}`,
        since: event.at,
        expected: say`${idPart(id)} stays at ${place.name} ${before.text} or goes on from there`,
        observed: say`Its ${place.name} went from ${before.text} to ${place.text}`,
        why: isNewer
          ? say`The server sent the lower version later: by a restored backup, a seed, or a write past the server`
          : say`What came last was made before what the collection had, and the collection did not compare them`,
        advice: isNewer
          ? ['Find what writes documents without raising their version.']
          : ['Compare versions before a message or a response is taken over; LiveCollection does.'],
        evidence: [...evidenceOf(trace, before.event), ...evidenceOf(trace, cause, true), ...evidenceOf(trace, i)],
      });
    },
    clear() {
      loads = createRecentlyUsed(LOADS);
    },
  };
}

const isHeard = (kind: string): boolean => kind === 'message' || kind === 'response';

function placeIn(attributes: unknown, event: number, seq: number | undefined): Place | undefined {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  for (const name of NAMES) {
    const found: unknown = Reflect.get(attributes, name);
    const value = typeof found === 'number' ? found : typeof found === 'string' ? Date.parse(found) : Number.NaN;
    if (Number.isFinite(value)) return { name, value, text: String(found), event, seq };
  }
  return undefined;
}
