import express, { type Router } from 'express';
import type { NodeAdapter } from 'faye';
import { channelPath, type Params } from './channel-path.ts';
import { type AnyModel, asLiveModel, type LiveDocument } from './documents/live-model.ts';
import { createPartition, type Filter } from './documents/partition.ts';
import { createReader, type ReadAs } from './documents/reader.ts';
import { createRepresent, type Transform } from './documents/representation.ts';
import { type Authorize, createIsAllowed } from './guards/authorize.ts';
import { guardChannels } from './guards/guard-channels.ts';
import type { Gate } from './guards/origin.ts';
import { answerFirstConnect } from './guards/prompt-connect.ts';
import { createSnapshots } from './guards/snapshots.ts';
import { createIdempotency, type IdempotencyLimits } from './http/idempotency.ts';
import { type Answer, resourceRouter } from './http/router.ts';
import { driverOf } from './supported-mongoose.ts';
import { hearWrites } from './writes/attach-listeners.ts';
import { changeStreamSource, type ResumeTokens } from './writes/change-stream-source.ts';
import { publishWrites } from './writes/publish-writes.ts';
import { createPublisher } from './writes/publisher.ts';
import { memorySequence, type Sequence } from './writes/sequence.ts';

export interface LiveResourceOptions<D = LiveDocument> extends Gate {
  /** Where the resource is, and its channel: `/api/todos`, or with parameters, `/api/lists/:listId/todos`. */
  path: string;
  bayeux: NodeAdapter;
  /** Who may do what; by default everybody everything, wildcard subscriptions excepted. */
  authorize?: Authorize;
  /** The path's parameters for a document; by default its fields of the same names. undefined: it is not published. */
  partition?: (document: D) => Readonly<Params> | undefined;
  /** The filter that finds a partition's documents; with `partition` alone, lists read all and leave out. */
  where?: (params: Readonly<Params>) => Filter;
  /** Changes what goes out. */
  transform?: Transform<D>;
  /** As whom a channel is read where no request asks: for messages and snapshots. By default as nobody. */
  readAs?: ReadAs;
  /** What a DELETE does to a document; by default it is deleted from the database. */
  remove?: (document: D) => unknown;
  /** Where writes are heard: in this process's models, or from MongoDB's change stream (a replica set). */
  source?: 'writes' | 'changeStream';
  /** Keeps a change stream's place over restarts; by default it is kept as long as the process lives. */
  resumeTokens?: ResumeTokens;
  /** Numbers the messages; by default in this process's memory. */
  sequence?: Sequence;
  /** The longest body of a request, in bytes; 100 KiB. */
  bodyLimit?: number;
  /** The most rows of a snapshot on subscribe; 10,000. */
  snapshotLimit?: number;
  /** For how long a repeated POST gets the first one's answer; 10 minutes, 1,000 answers, 8 MiB. */
  idempotency?: IdempotencyLimits;
  /** Where errors go that are not a client's; by default to stderr. */
  onError?: (error: unknown) => void;
}

/** An Express router to `use`, and the publishing behind it. */
export type LiveResource = Router & {
  /** Writes that were stored and not published, or not in full. */
  readonly failures: { readonly count: number };
  /** Ends the publishing and the guarding; the router stays as long as the app has it. */
  close(): Promise<void>;
};

/**
 * Serves a Mongoose model over REST and publishes every write to it over Faye, on the channel of the same path.
 * @throws Error if the path cannot be a channel
 */
export function liveResource<D>(typedModel: AnyModel<D>, options: LiveResourceOptions<D>): LiveResource {
  const { bayeux, bodyLimit = 100 * 1024, snapshotLimit = 10_000, origins = [], hosts = [], trustProxy } = options;
  const onError = options.onError ?? ((error: unknown) => console.error(`${options.path}:`, error));
  const gate: Gate = { origins, hosts, ...(trustProxy === undefined ? {} : { trustProxy }) };
  const model = asLiveModel(typedModel);
  driverOf(model); // here, and not at the first write
  const path = channelPath(options.path);
  // Documents come from this model; the types of D end here.
  const untyped = options as unknown as LiveResourceOptions;
  const partition = createPartition(path, untyped.partition, options.where);
  const represent = createRepresent(untyped.transform);
  const sequence = options.sequence ?? memorySequence();
  const publisher = createPublisher({ bayeux, sequence, onError });
  const isAllowed = createIsAllowed(options.authorize, onError);
  const { current } = publisher;
  const reader = createReader({ model, path, partition, current, represent, readAs: options.readAs });
  const snapshots = createSnapshots({ path, reader, isAllowed, most: snapshotLimit, onError });
  const isAuthorized = options.authorize !== undefined;
  const unguard = guardChannels({ bayeux, path, isAllowed, isAuthorized, gate, snapshots, onError });

  const unanswer = answerFirstConnect(bayeux);

  let unpublished = 0;
  const failed = (error: unknown) => {
    unpublished += 1;
    try {
      onError(error);
    } catch (again) {
      console.error('onError failed itself:', again);
    }
  };
  const isStream = options.source === 'changeStream';
  const writes = publishWrites({ publisher, partition, reader, leavesOutRepeated: isStream, failed });
  const detach = isStream
    ? changeStreamSource(model, writes, { tokens: options.resumeTokens, onError })
    : hearWrites(model, writes);

  const idempotency = createIdempotency<Answer>(options.idempotency);
  const { remove } = untyped;
  const parts = { model, path, partition, publisher, reader, isAllowed, idempotency, ...(remove ? { remove } : {}) };
  const router = express.Router();
  router.use(options.path, resourceRouter({ ...parts, gate, bodyLimit, onError }));

  return Object.assign(router, {
    failures: {
      get count() {
        return publisher.failures.count + unpublished;
      },
    },
    async close() {
      await detach();
      unguard();
      unanswer();
    },
  });
}
