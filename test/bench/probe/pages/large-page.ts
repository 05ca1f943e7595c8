/** A page whose Faye client receives one frame of many megabytes: what rich text, pictures and long lists are like. */
import type { Client } from 'faye';

declare const Faye: { Client: typeof Client };

declare global {
  interface Window {
    /** Looks out for the next frame. */
    lookOut: () => void;
    /** ms that the page stood still for it, once its handler was called. */
    stoodStill: () => Promise<number>;
    hears: boolean;
  }
}

let heard = () => {};
const client = new Faye.Client('/faye', { timeout: 120 });
client.disable('eventsource' as 'websocket');
void client
  .subscribe('/large', () => heard())
  .then(() => {
    window.hears = true;
  });

let stood: Promise<number>;
window.stoodStill = () => stood;
window.lookOut = () => {
  stood = new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    let longest = 0;
    let ticksLeft = Number.POSITIVE_INFINITY;
    heard = () => {
      // What was put off to tasks of its own counts too.
      ticksLeft = 100;
    };
    port1.onmessage = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      ticksLeft -= 1;
      if (ticksLeft > 0) port2.postMessage(0);
      else resolve(longest);
    };
    port2.postMessage(0);
  });
};
