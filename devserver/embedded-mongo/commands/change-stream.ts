import { Timestamp } from 'bson';
import { createChangeStream } from '../changes/change-stream.ts';
import type { ResumePoint } from '../changes/resume-token.ts';
import { type Command, fieldsOf } from '../command-fields.ts';
import { MongoError } from '../errors.ts';
import { aggregated } from '../query/query.ts';
import type { ReplicaSet } from '../replica-set.ts';
import type { Store } from '../store/store.ts';
import type { Document } from '../values/document.ts';
import { queryContext } from './query-context.ts';

/** https://www.mongodb.com/docs/manual/changeStreams/#modify-change-stream-output : each looks at one event alone */
const STAGES = new Set([
  '$addFields',
  '$match',
  '$project',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$set',
  '$unset',
]);

/** An aggregate that begins with `$changeStream`, on a collection or on a database (`aggregate: 1`). */
export function openChangeStream(
  command: Command,
  namespace: string,
  [first = {}, ...stages]: Document[],
  { history, tokens, streams }: ReplicaSet,
  store: Store,
): Document {
  for (const stage of stages) {
    const name = Object.keys(stage)[0] ?? '';
    if (name === '$changeStream') {
      throw new MongoError('Location40602', '$changeStream is only valid as the first stage in a pipeline.');
    }
    if (!STAGES.has(name)) {
      throw new MongoError('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
    }
  }
  const spec = fieldsOf('aggregate', first).document('$changeStream');
  const wholeDatabase = command.body.aggregate === 1;
  refuseUnsupported(spec);
  const context = queryContext(command, store);
  const stream = createChangeStream(
    {
      watched: wholeDatabase ? { db: command.db } : { db: command.db, namespace },
      start: startOf(spec, { history, tokens }),
      updateLookup: spec.fullDocument === 'updateLookup',
      beforeChange: spec.fullDocumentBeforeChange === 'whenAvailable',
      stages: (event) => (stages.length === 0 ? [event] : aggregated([event], stages, context)),
    },
    {
      history,
      tokens,
      lookUp: (within, _id) => [...(store.collection(within)?.candidates({ _id: { $eq: _id } }) ?? [])][0],
    },
  );
  const cursor = fieldsOf('aggregate.cursor', fieldsOf('aggregate', command.body).document('cursor', {}));
  return { cursor: streams.open(namespace, stream, cursor.count('batchSize')) };
}

/** What would answer otherwise than it was asked: there are no pre- and post-images, and no other members. */
function refuseUnsupported({
  fullDocument,
  fullDocumentBeforeChange,
  allChangesForCluster,
  showExpandedEvents,
}: Document) {
  const refused =
    (fullDocument !== undefined && fullDocument !== 'default' && fullDocument !== 'updateLookup') ||
    fullDocumentBeforeChange === 'required' ||
    allChangesForCluster === true ||
    showExpandedEvents === true;
  if (refused) {
    throw new MongoError(
      'CommandNotSupported',
      'Of $changeStream the embedded database has fullDocument: updateLookup, and events of collections and databases',
    );
  }
}

function startOf(spec: Document, { history, tokens }: Pick<ReplicaSet, 'history' | 'tokens'>): ResumePoint {
  const { resumeAfter, startAfter, startAtOperationTime } = spec;
  if ([resumeAfter, startAfter, startAtOperationTime].filter((start) => start !== undefined).length > 1) {
    throw new MongoError(
      'InvalidOptions',
      'Only one type of resume option is allowed, but multiple were found: resumeAfter, startAfter, startAtOperationTime',
    );
  }
  if (startAtOperationTime instanceof Timestamp) {
    return { position: history.since(startAtOperationTime) - 1, invalidated: false };
  }
  if (resumeAfter === undefined && startAfter === undefined) return { position: history.end - 1, invalidated: false };
  const point = tokens.read(resumeAfter ?? startAfter);
  if (resumeAfter !== undefined && point.invalidated) {
    throw new MongoError(
      'InvalidResumeToken',
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    );
  }
  history.at(point.position + 1); // throws where it is forgotten, at once and not at the first getMore
  return point;
}
