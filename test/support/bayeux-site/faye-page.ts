/** A page with Faye's own client, by script tag, held to one transport. */
import type { Client } from 'faye';
import { asked, type BayeuxPage, begin, textOf } from './page.ts';

declare const Faye: { Client: typeof Client };

const transports = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling', 'callback-polling'];
const { transport, channel, endpoint } = asked();

const client = new Faye.Client(endpoint, { retry: 0.5 });
for (const other of transports) if (!wants(other)) client.disable(other as 'websocket');

const page: BayeuxPage = {
  subscribed: false,
  received: [],
  troubles: [],
  async publish(text) {
    await client.publish(channel, { text });
  },
};
window.bayeux = page;
begin(transport, () => {
  client
    .subscribe(channel, (data) => page.received.push(textOf(data)))
    .then(
      () => {
        page.subscribed = true;
      },
      (error: unknown) => page.troubles.push(String(error)),
    );
});

/** A handshake goes by one of the two ways to poll that every server has. */
function wants(other: string): boolean {
  if (other === transport) return true;
  if (transport === 'cross-origin-long-polling') return other === 'callback-polling';
  return other === 'long-polling' && (transport === 'websocket' || transport === 'eventsource');
}
