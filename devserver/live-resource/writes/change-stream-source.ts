import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { addVersionToModel, VERSION_FIELD } from '../documents/document-version.ts';
import { baseOf, createWriteReader, siblingsOf } from '../documents/document-write.ts';
import type { LiveModel } from '../documents/live-model.ts';
import type { WritesListener } from './attach-listeners.ts';
import { type ChangeEvent, createChangeReader } from './change-reader.ts';
import { followWrites } from './follow-collection.ts';
import type { Raw } from './native-collection.ts';
import type { Write } from './write.ts';

/** Where the place in a change stream is kept, so that a restarted process goes on from there. */
export interface ResumeTokens {
  /** The token that was saved last; undefined where there is none. */
  load(): Promise<unknown>;
  /** Keeps a token; the one before is no longer needed. */
  save(token: unknown): Promise<void>;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** MongoDB's ChangeStreamHistoryLost: the oplog does not go back as far as the token. */
const HISTORY_LOST = 286;
/** MongoDB's answer where there is no replica set, and so no change stream. */
const NO_REPLICA_SET = 40573;

/** Keeps the place in a document of a collection of the model's database. */
export function storedResumeTokens(model: { readonly db: Connection }, name: string): ResumeTokens {
  const tokens = () => model.db.collection<{ _id: string; token: unknown }>('live_resume_tokens');
  return {
    load: async () => (await tokens().findOne({ _id: name }))?.token,
    save: async (token) => {
      await tokens().updateOne({ _id: name }, { $set: { token } }, { upsert: true });
    },
  };
}

/**
 * Hears the writes of everybody, other processes, other languages and the shell included, from MongoDB's change
 * stream. The models of this process count versions as ever, but are not listened to: nothing is told twice.
 */
export function changeStreamSource(
  model: LiveModel,
  listener: WritesListener,
  options: { tokens?: ResumeTokens | undefined; onError: (error: unknown) => void },
): () => Promise<void> {
  for (const each of siblingsOf(model)) addVersionToModel(each);
  const { tokens, onError } = options;
  const writeReader = createWriteReader(model);
  const reader = createChangeReader();
  const stopped = new AbortController();
  let stream: { close(): Promise<void> } | undefined;
  let token: unknown;
  const unfollow = followWrites(model, {
    preImages: false,
    failed: () => undefined, // only the request's id is missed, and the message still comes
    async tell(writes) {
      for (const write of writes) if (write.type !== 'remove') reader.noteRequest(write.after);
    },
  });

  async function hear(event: ChangeEvent): Promise<void> {
    const change = reader.read(event);
    if (change?.type === 'uncounted') {
      // Its own event, with the next version, is the one that is told. Of several processes one succeeds.
      const past = model.db.db?.collection<{ _id: unknown }>(model.collection.name); // past the counting of our own writes
      const same: Raw = { _id: change.id, [VERSION_FIELD]: change.version ?? null };
      await past?.updateOne(same, change.count);
    } else if (change?.type === 'remove') {
      await tell(change);
    } else if (change) {
      await change.run(() => tell(change));
    }
  }

  async function tell(write: Write): Promise<void> {
    const own = writeReader.read(write);
    if (own) await listener.hear([own]);
  }

  /** Rejects when the stream breaks or is closed; resolves when it is at its end, for its collection was dropped. */
  async function follow(heard: () => void): Promise<void> {
    // Of the whole collection: a discriminator's own stream leaves out what says no kind, and a delete says none.
    const changes = baseOf(model).watch([], {
      fullDocument: 'updateLookup',
      fullDocumentBeforeChange: 'whenAvailable',
      // Not `resumeAfter`, which cannot go on behind the drop of the collection.
      ...(token === undefined ? {} : { startAfter: token }),
    });
    stream = changes;
    for (;;) {
      const event: ChangeEvent = await changes.next();
      await hear(event);
      token = event._id;
      await tokens?.save(token);
      heard();
      if (event.operationType === 'invalidate') return;
    }
  }

  async function run(): Promise<void> {
    let wait = FIRST_RETRY_MS;
    while (!stopped.signal.aborted) {
      try {
        token ??= await tokens?.load();
        await follow(() => {
          wait = FIRST_RETRY_MS;
        });
      } catch (error) {
        if (stopped.signal.aborted) return;
        listener.failed(error);
        const code: unknown = (error as { code?: unknown } | null)?.code;
        if (code === NO_REPLICA_SET) return;
        if (code === HISTORY_LOST) {
          token = undefined;
          await tokens?.save(undefined);
        }
      }
      // Rejects when stopped, and then there is nothing left to do.
      await delay(wait, undefined, { signal: stopped.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    }
  }

  const running = run().catch(onError);
  return async () => {
    unfollow();
    stopped.abort();
    await stream?.close();
    await running;
  };
}
