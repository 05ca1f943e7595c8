/** A page with 1,000 models in 10 live collections, which notices how long it could not move, and what was said when. */
import Backbone from 'backbone';
import type { Client } from 'faye';
import { LiveCollection } from '../../../../devserver/live-collection/index.ts';
import { FROM_PROBE, TO_PROBE } from '../../../../extension/channel/window.ts';

declare const Faye: { Client: typeof Client };

declare global {
  interface Window {
    ready: boolean;
    /** Forgets what was noticed. */
    watchAttach: () => void;
    /**
     * The task in which the probe came, and from the panel's hello to the last collection on its way to it: not what DevTools
     * takes to load its panel in between. And the longer of the two, in which the page stands still. In ms.
     */
    attached: () => { ms: number; blocked: number } | undefined;
  }
}

const COLLECTIONS = 10;
const MODELS = 100;

const client = new Faye.Client('/faye', { timeout: 120 });
const collections = Array.from({ length: COLLECTIONS }, (_, i) => {
  const Todos = LiveCollection.extend({ url: `/api/todos${i}`, client, model: Backbone.Model });
  const models = Array.from({ length: MODELS }, (_, j) => ({
    id: `${i}-${j}`,
    title: `What has to be done, number ${j}`,
    completed: j % 2 === 0,
    order: j,
    tags: ['home', 'garden'],
  }));
  return new Todos(models);
});

let beganAt = 0;
let attachMs = 0;
let helloAt = 0;
let tellMs = 0;
let told = 0;
let before = 0;

window.watchAttach = () => {
  beganAt = attachMs = helloAt = tellMs = told = 0;
};
window.attached = () => (tellMs > 0 ? { ms: attachMs + tellMs, blocked: Math.max(attachMs, tellMs) } : undefined);
window.addEventListener(TO_PROBE, ({ detail }: CustomEventInit & Event) => {
  if (detail === '')
    beganAt ||= before; // the probe asks whether another one is there already
  else if (String(detail).includes('"hello"')) helloAt ||= performance.now();
});
window.addEventListener(FROM_PROBE, ({ detail }: CustomEventInit & Event) => {
  told += String(detail).split('"kind":"added"').length - 1;
  if (told >= COLLECTIONS) tellMs ||= performance.now() - helloAt;
});

/** One task after the other, without a rest: the probe's own task is the time between two. */
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => {
  const now = performance.now();
  if (beganAt > 0) attachMs ||= now - beganAt;
  before = now;
  port2.postMessage('');
};
port2.postMessage('');
window.ready = collections.length === COLLECTIONS;
