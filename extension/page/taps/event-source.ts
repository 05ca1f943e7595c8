import type { Undo } from '../../channel/channel.ts';
import { afterConstruction, aroundCalls, undoAll } from '../patch.ts';
import { isBayeux } from './bayeux-text.ts';
import type { Wire } from './wire.ts';

const { apply } = Reflect;
const transport = 'eventsource';
const events = ['open', 'message', 'error'];

/**
 * Sees event streams where they are made: nothing is ever sent on one, so that there is no later call to meet it at. One
 * that is older than the probe stays unseen; its client's own messages are all there is to know of it. A stream speaks
 * Bayeux if it belongs to a known server (Faye adds the client id to the path), or if its first message does.
 */
export function tapEventSource(wire: Wire, window: Window): Undo {
  const { guarded, report } = wire.tap;
  const prototype: unknown = Reflect.get(window, 'EventSource')?.prototype;
  if (typeof prototype !== 'object' || prototype === null) return () => {};
  /** What is listened to, with its undo. */
  const listening = new Map<EventSource, Undo>();
  /** Those that turned out to be Bayeux. */
  const names = new WeakMap<EventSource, string>();

  function meet(stream: EventSource): void {
    if (wire.isEndpoint(stream.url)) names.set(stream, wire.name(transport));
    listening.set(stream, wire.listen(stream, events, tell));
  }

  function leave(stream: EventSource): void {
    listening.get(stream)?.();
    listening.delete(stream);
  }

  function opened(stream: EventSource, connection: string): void {
    report({ layer: 'wire', kind: 'opened', connection, transport, url: stream.url });
  }

  function tell(event: Event): void {
    guarded('event-source', () => {
      const stream = event.currentTarget as EventSource;
      const connection = names.get(stream) ?? (event.type === 'message' ? greet(stream, event) : undefined);
      if (connection === undefined) return;
      if (event.type === 'open') opened(stream, connection);
      else if (event.type === 'message') {
        if (wire.isTold(event)) return;
        wire.telling(event);
        wire.received(connection, transport, String((event as MessageEvent).data));
      } else report({ layer: 'wire', kind: 'failed', connection, transport, reason: 'error' });
    });
  }

  /** The first message of a stream of which nothing is known. */
  function greet(stream: EventSource, event: Event): string | undefined {
    if (!isBayeux(String((event as MessageEvent).data))) {
      leave(stream);
      return undefined;
    }
    const connection = wire.name(transport);
    names.set(stream, connection);
    opened(stream, connection);
    return connection;
  }

  const undo = undoAll([
    afterConstruction(window, 'EventSource', (made) => guarded('event-source', () => meet(made as EventSource))),
    aroundCalls(prototype, 'close', (close, stream, args) => {
      const result = apply(close, stream, args);
      guarded('event-source', () => {
        const connection = names.get(stream as EventSource);
        leave(stream as EventSource);
        if (connection !== undefined) report({ layer: 'wire', kind: 'closed', connection, transport });
      });
      return result;
    }),
  ]);
  return () => {
    undo();
    [...listening.keys()].forEach(leave);
  };
}
