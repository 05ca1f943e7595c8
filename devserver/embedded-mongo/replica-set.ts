import { Binary, Long } from 'bson';
import { type ChangeHistory, recordChanges } from './changes/change-history.ts';
import { createClusterClock } from './changes/cluster-clock.ts';
import { createResumeTokens, type ResumeTokens } from './changes/resume-token.ts';
import { createStreamCursors, type StreamCursors } from './changes/stream-cursors.ts';
import { createSessions, type Sessions } from './store/sessions.ts';
import type { Store } from './store/store.ts';
import type { Document } from './values/document.ts';

/** What a server has more when it is the primary, and the only member, of a replica set. */
export interface ReplicaSet {
  readonly name: string;
  readonly history: ChangeHistory;
  readonly tokens: ResumeTokens;
  readonly streams: StreamCursors;
  readonly sessions: Sessions;
  /** Says under which `host:port` the member is known; to be called before anybody asks. */
  listensOn(address: string): void;
  /** The fields that `hello` has for a primary. */
  hello(): Document;
  /** The fields that every answer has: https://www.mongodb.com/docs/manual/reference/command/#response */
  replyFields(): Document;
}

/** The election that made the only member the primary. */
const TERM = Long.ONE;

/** A replica set of one member over a store. */
export function createReplicaSet(name: string, store: Store): ReplicaSet {
  const clock = createClusterClock();
  const history = recordChanges(store, clock);
  let me = '';

  return {
    name,
    history,
    tokens: createResumeTokens(),
    streams: createStreamCursors(history),
    sessions: createSessions(store),
    listensOn(address) {
      me = address;
    },
    hello() {
      const ts = clock.now();
      const opTime = { ts, t: TERM };
      const date = new Date(ts.getHighBitsUnsigned() * 1000);
      return {
        setName: name,
        setVersion: 1,
        secondary: false,
        hosts: [me],
        primary: me,
        me,
        lastWrite: { opTime, lastWriteDate: date, majorityOpTime: opTime, majorityWriteDate: date },
      };
    },
    replyFields() {
      const time = clock.now();
      // Unsigned, as of every deployment without authentication.
      const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO };
      return { $clusterTime: { clusterTime: time, signature }, operationTime: time };
    },
  };
}
