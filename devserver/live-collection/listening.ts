/** Whether a collection listens, and when it has to catch up: once the server has listened, or listens again. */
import { type LiveClient, subscribe, whenBack } from './subscription.ts';

export interface Listening {
  readonly isOn: boolean;
  /** Harmless when it listens already. */
  start(): void;
  stop(): void;
  /** A list is asked for now: what happens until the server listens may be missing in it. */
  noteFetch(): void;
  /** What is here is of another channel or client: a snapshot is due once the server listens to it. */
  catchUp(): void;
}

export interface ListeningEvents {
  message(message: unknown): void;
  /** A session begins: the server may count from the start. */
  newSession(): void;
  /** A snapshot is due. */
  behind(): void;
  /** The client that had ended has a session again. */
  back(): void;
  /** It listens no longer. */
  fail(error: Error): void;
}

export function createListening(client: LiveClient, channel: string, events: ListeningEvents): Listening {
  const { message, newSession, behind, back, fail } = events;
  let unsubscribe: (() => void) | undefined;
  let isAcknowledged = false;
  let isReadTooEarly = false;
  /** The client has ended, and may come back. */
  let stopWaiting: (() => void) | undefined;

  const listening: Listening = {
    get isOn() {
      return unsubscribe !== undefined;
    },
    start() {
      if (unsubscribe) return;
      stopWaiting?.();
      const listenedBefore = isAcknowledged;
      unsubscribe = subscribe(client, channel, {
        message,
        newSession,
        acknowledged(how) {
          isAcknowledged = true;
          // The server may have restarted since it was last asked for anything.
          if (how === 'first') newSession();
          if (how !== 'first' || listenedBefore || isReadTooEarly) behind();
          isReadTooEarly = false;
        },
        ended(reason) {
          listening.stop();
          stopWaiting = whenBack(client, back);
          fail(new Error(`${channel} is not listened to any longer: ${reason}.`));
        },
        refused(error) {
          listening.stop();
          const reason = (error as { message?: unknown } | null)?.message ?? error;
          fail(new Error(`The subscription to ${channel} was refused: ${reason}`));
        },
      });
    },
    stop() {
      stopWaiting?.();
      stopWaiting = undefined;
      unsubscribe?.();
      unsubscribe = undefined;
    },
    noteFetch() {
      isReadTooEarly ||= !isAcknowledged;
    },
    catchUp() {
      isReadTooEarly = true;
    },
  };
  return listening;
}
