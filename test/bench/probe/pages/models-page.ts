/** A page with 1,000 models in 10 live collections, which notices how long it could not move, and what was said when. */
import Backbone from 'backbone';
import type { Client } from 'faye';
import { LiveCollection } from '../../../../devserver/live-collection/index.ts';
import { liveRegistry } from '../../../../devserver/live-collection/registry.ts';
import { FROM_PROBE, meetingPlace, TO_PROBE } from '../../../../extension/channel/window.ts';

declare const Faye: { Client: typeof Client };

declare global {
  interface Window {
    ready: boolean;
    /** Is no probe there, not even one of a DevTools that has just been closed? */
    left: () => boolean;
    /** Forgets what was noticed. */
    watchAttach: () => void;
    /**
     * The tasks in which the probe came, reported the collections, and sent what was reported on its way to the panel: not what
     * DevTools takes to load its panel in between. And the longest of them, in which the page stands still. In ms.
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

/**
 * Whose task this is shows in it: the probe asks whether another is there already, joins the registry, takes a snapshot, or
 * is spoken to.
 */
let isProbes = false;
let tasks: number[] = [];
let told = 0;
let before = 0;

window.watchAttach = () => {
  tasks = [];
  told = 0;
};
window.attached = () =>
  told >= COLLECTIONS && !isProbes
    ? { ms: tasks.reduce((sum, ms) => sum + ms, 0), blocked: Math.max(...tasks) }
    : undefined;
const place = meetingPlace(window);
place.addEventListener(TO_PROBE, () => {
  isProbes ||= told < COLLECTIONS;
});
place.addEventListener(FROM_PROBE, ({ detail }: CustomEventInit & Event) => {
  told += String(detail).split('"kind":"added"').length - 1;
});
const { observers, sources } = liveRegistry();
window.left = () => observers.size === 0;
observers.add = (observer) => {
  isProbes = true;
  return Set.prototype.add.call(observers, observer);
};
for (const source of sources) {
  const { snapshot } = source;
  source.snapshot = () => {
    isProbes = true;
    return snapshot.call(source);
  };
}

/** One task after the other, without a rest: a task of the probe's is the time between two. */
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => {
  const now = performance.now();
  if (isProbes) tasks.push(now - before);
  isProbes = false;
  before = now;
  port2.postMessage('');
};
port2.postMessage('');
window.ready = collections.length === COLLECTIONS;
