/** A page whose Faye client receives as many messages as a server can send: what an application under load is like. */
import type { Client } from 'faye';

declare const Faye: { Client: typeof Client };

declare global {
  interface Window {
    /** ms from the first of `count` messages to the last, once they are there. */
    flooded: (count: number) => Promise<number>;
    subscribed: boolean;
  }
}

let got = 0;
let first = 0;
let last = 0;
let wanted: { count: number; resolve: (ms: number) => void } | undefined;

const client = new Faye.Client('/faye', { timeout: 120 });
client.disable('eventsource' as 'websocket');
void client
  .subscribe('/flood', () => {
    got += 1;
    if (got === 1) first = performance.now();
    if (got === wanted?.count) end();
  })
  .then(() => {
    window.subscribed = true;
  });

function end(): void {
  last = performance.now();
  wanted?.resolve(last - first);
}

window.flooded = (count) =>
  new Promise((resolve) => {
    wanted = { count, resolve };
    if (got >= count) end();
  });
