/** A page that subscribes to thousands of channels in a row, as one that follows every conversation of a tenant does. */
import type { Client } from 'faye';

declare const Faye: { Client: typeof Client };

declare global {
  interface Window {
    /** ms until the last of so many subscriptions is acknowledged, and the longest time without another task, ms. */
    subscribeTo: (count: number) => Promise<{ ms: number; standstill: number }>;
  }
}

window.subscribeTo = async (count) => {
  const client = new Faye.Client('/faye', { timeout: 120 });
  client.disable('eventsource' as 'websocket');
  await client.subscribe('/first', () => {});
  let standstill = 0;
  let last = performance.now();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    standstill = Math.max(standstill, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  const began = performance.now();
  const channels = Array.from({ length: count }, (_, n) => `/tenants/acme/conversations/${n}`);
  await Promise.all(channels.map((channel) => client.subscribe(channel, () => {})));
  const ms = performance.now() - began;
  port1.close();
  return { ms, standstill };
};
