import type { Undo } from '../../../channel/channel.ts';
import { afterConstruction, aroundCalls, undoAll } from '../../patch/patch.ts';
import { prototypeIn } from '../../values.ts';
import { isSurelyBayeux } from './bayeux-text.ts';
import type { Wire, WireConnection } from './wire.ts';

/**
 * Sees event streams where they are made: nothing is ever sent on one, so that there is no later call to meet it at. One
 * that is older than the probe stays unseen; its client's own messages are all there is to know of it. A stream speaks
 * Bayeux if it belongs to a known server (Faye adds the client id to the path), or if its first message leaves no doubt.
 */
export function tapEventSource(wire: Wire, window: Window): Undo {
  const { guarded } = wire.tap;
  const streams = wire.listening(['open', 'message', 'error'], tell);
  /** Of those that turned out to be Bayeux. */
  const connections = new WeakMap<EventSource, WireConnection>();

  function follow(stream: EventSource): WireConnection {
    const connection = wire.connect('eventsource', stream.url);
    connections.set(stream, connection);
    return connection;
  }

  function tell(stream: EventSource, event: Event): void {
    const { type } = event;
    const text = String((event as MessageEvent).data);
    if (type === 'message' && !connections.has(stream)) {
      if (!isSurelyBayeux(text)) {
        streams.remove(stream);
        return;
      }
      follow(stream).opened(stream.url);
    }
    const connection = connections.get(stream);
    if (type === 'open') connection?.opened(stream.url);
    else if (type === 'error') connection?.failed(type);
    else if (wire.isNews(event)) connection?.received(text);
  }

  return undoAll(guarded, [
    streams.removeAll,
    afterConstruction(guarded, window, 'EventSource', (made) => {
      const stream = made as EventSource;
      wire.used('EventSource');
      if (wire.isEndpoint(stream.url)) follow(stream);
      streams.add(stream);
    }),
    aroundCalls(guarded, prototypeIn(window, 'EventSource'), 'close', (self) => (ok) => {
      const stream = self as EventSource;
      if (!ok || !streams.has(stream)) return;
      streams.remove(stream);
      connections.get(stream)?.closed();
    }),
  ]);
}
