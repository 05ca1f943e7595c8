/** A page with CometD's JavaScript client, bundled as an application would: no global gives it away. */
import { CometD } from 'cometd';
import { asked, type BayeuxPage, begin, textOf } from './page.ts';

/** What CometD gives to code that replaces the way its long-polling transport asks. */
interface Packet {
  url: string;
  body: string;
  onSuccess(response: string): void;
  onError(reason: string): void;
}

const { transport, channel, endpoint } = asked();
const client = new CometD();
const wanted = transport === 'fetch' ? 'long-polling' : transport;
for (const type of client.getTransportTypes()) if (type !== wanted) client.unregisterTransport(type);
if (transport === 'fetch') Object.assign(client.findTransport('long-polling') ?? {}, { xhrSend: sendByFetch });
client.configure({ url: new URL(endpoint, location.href).href, logLevel: 'warn' });

const page: BayeuxPage = {
  subscribed: false,
  received: [],
  troubles: [],
  publish: (text) =>
    new Promise((resolve, reject) => {
      client.publish(channel, { text }, ({ successful, error }) => {
        if (successful) resolve();
        else reject(new Error(error ?? 'The publish failed.'));
      });
    }),
};
window.bayeux = page;
begin(transport, () =>
  client.handshake((handshake) => {
    if (!handshake.successful) {
      page.troubles.push(JSON.stringify(handshake));
      return;
    }
    client.subscribe(
      channel,
      (message) => page.received.push(textOf(message.data)),
      ({ successful, error }) => {
        if (successful) page.subscribed = true;
        else page.troubles.push(String(error));
      },
    );
  }),
);

/** CometD itself polls by XMLHttpRequest; its other bindings override this one method. */
function sendByFetch({ url, body, onSuccess, onError }: Packet): object {
  const controller = new AbortController();
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: controller.signal };
  fetch(url, request)
    .then(async (response) => {
      if (response.ok) onSuccess(await response.text());
      else onError(response.statusText);
    })
    .catch((error: unknown) => onError(String(error)));
  return { readyState: 1, status: 0, abort: () => controller.abort() };
}
