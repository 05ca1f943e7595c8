import { Timestamp } from 'bson';

/** A replica set's logical clock: https://www.mongodb.com/docs/manual/reference/method/Timestamp/ */
export interface ClusterClock {
  /** The time of the last change. */
  now(): Timestamp;
  /** The time of a new change, later than every one before. */
  tick(): Timestamp;
}

/** A clock that starts now: the seconds of the day, and a count within each of them. `now` in ms. */
export function createClusterClock(now: () => number = Date.now): ClusterClock {
  let last = { t: Math.floor(now() / 1000), i: 1 };
  return {
    now: () => new Timestamp(last),
    tick() {
      const t = Math.floor(now() / 1000);
      // A wall clock that was set back must not set this one back.
      last = t > last.t ? { t, i: 1 } : { t: last.t, i: last.i + 1 };
      return new Timestamp(last);
    },
  };
}
