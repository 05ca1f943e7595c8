import { type CheckedFacts, requestsPart } from '../explanation/facts.ts';
import { wordOf, wordsOf } from '../explanation/format.ts';
import { type Sentence, say } from '../explanation/sentence.ts';

/** What a collection should have done, as an order: `wait for create #2`. */
export function expectedDeed({ expected, waiting }: CheckedFacts): Sentence {
  switch (expected) {
    case 'held':
    case 'held-update':
      return wordsOf(waiting).length > 0
        ? say`wait for the response to ${requestsPart(waiting)}: this may be the same document`
        : ['wait for the responses to its own creates'];
    case 'inserted':
    case 'upserted-unknown':
    case 'inserted-after-hold':
    case 'restored-after-failed-delete':
      return ['add the document'];
    case 'merged':
      return ['take over the newer body'];
    case 'removed':
    case 'removed-by-snapshot':
    case 'removed-by-tombstone':
      return ['remove the document'];
    case 'tombstoned':
    case 'ignored-tombstoned':
      return ['keep the deleted document away'];
    case 'ignored-duplicate':
      return ['ignore what had already come'];
    case 'ignored-stale':
    case 'ignored-stale-response':
      return ['ignore what is older'];
    case 'ignored-pending-delete':
      return ['ignore it while its own delete is in flight'];
    case 'matched-own-create':
      return ['give the model that was created this id'];
    case 'absorbed-twin':
      return ['make one model of both'];
    case 'kept-over-snapshot':
      return ['keep the document over the older list'];
    case 'reverted-failed-update':
      return ['show again what the server has'];
    default:
      return [`decide “${wordOf(expected) ?? 'something else'}”`];
  }
}

/** What it was seen to do. */
export function observedDeed({ did, cids }: CheckedFacts): Sentence {
  switch (did) {
    case 'inserted':
      return ['it added the document at once'];
    case 'merged':
      return ['it changed the document'];
    case 'removed':
      return ['it removed the document'];
    case 'ignored':
      return ['it did nothing'];
    case 'kept':
      return ['it kept the document'];
    case 'duplicated':
      return wordsOf(cids).length > 1
        ? [`two models have the id: ${wordsOf(cids).join(' and ')}`]
        : ['it made a second model'];
    default:
      return [`it decided “${wordOf(did) ?? 'something else'}”`];
  }
}
