/** Kinds of trouble, each alone and all together. */
import type { StepKind } from './live-world.ts';

export interface Profile {
  name: string;
  /** What can happen, and how often against the rest. */
  steps: Partial<Record<StepKind, number>>;
  /** Two, unless it says otherwise. */
  clients?: number;
  isEarly?: boolean;
  /** The vocabulary of 2013, on a channel that keeps its order. */
  isBare?: boolean;
  /** A PATCH tells only what it changed. */
  isSparing?: boolean;
  /** How many documents each collection remembers, where it is not the default. */
  seen?: number;
  /** Every other value of `a` does not belong into the collections. */
  isFiltered?: boolean;
}

const PLAIN: Profile['steps'] = {
  create: 4,
  save: 3,
  saveMore: 1,
  patch: 2,
  saveAndWait: 1,
  saveWithout: 1,
  destroy: 3,
  serve: 10,
  answer: 9,
  hear: 10,
};
const WAITING: Profile['steps'] = { createAndWait: 4, destroyAndWait: 2 };
const DRAFTS: Profile['steps'] = {
  draft: 2,
  saveDraft: 3,
  changeAndSaveDraft: 1,
  removeDraft: 1,
  removePending: 1,
  destroyPending: 1,
  resetPending: 1,
  fail: 4,
  refuse: 2,
};
const TWICE: Profile['steps'] = { hearTwice: 2, hearAgain: 3 };
const REORDERED: Profile['steps'] = { hearAhead: 8 };
const FETCHING: Profile['steps'] = {
  fetch: 3,
  fetchAndReset: 1,
  fetchAndKeep: 1,
  refresh: 1,
  takeUp: 4,
  acknowledge: 4,
};
const LOST: Profile['steps'] = {
  miss: 3,
  down: 2,
  up: 3,
  renew: 2,
  reconnect: 1,
  takeUp: 5,
  acknowledge: 5,
  unlisten: 1,
  listen: 2,
  second: 1,
};
const UNANSWERED: Profile['steps'] = { lose: 5, swallow: 2, minute: 1, saveDraft: 3 };
const ALL: Profile['steps'] = {
  ...PLAIN,
  ...WAITING,
  ...DRAFTS,
  ...TWICE,
  ...REORDERED,
  ...FETCHING,
  ...LOST,
  ...UNANSWERED,
};

export const PROFILES: readonly Profile[] = [
  { name: 'P0, two clients, plain', steps: PLAIN },
  { name: 'P1, with wait: true', steps: { ...PLAIN, ...WAITING } },
  { name: 'P2, drafts and failing requests', steps: { ...PLAIN, ...DRAFTS } },
  { name: 'P3, messages twice', steps: { ...PLAIN, ...TWICE } },
  { name: 'P4, messages out of order', steps: { ...PLAIN, ...REORDERED } },
  { name: 'P5, fetches at any time', steps: { ...PLAIN, ...FETCHING }, isEarly: true },
  { name: 'P6, messages lost, and reconnects', steps: { ...PLAIN, ...LOST } },
  { name: 'P7, answers lost', steps: { ...PLAIN, ...UNANSWERED } },
  { name: 'P6 with a server that restarts', steps: { ...PLAIN, ...LOST, restart: 1 } },
  {
    name: 'P8 with collections of some documents',
    steps: { ...PLAIN, ...WAITING, ...TWICE, ...REORDERED, fail: 3, fetch: 2, ...LOST },
    isFiltered: true,
  },
  { name: 'P8 with PATCHes that tell what changed', steps: ALL, isEarly: true, isSparing: true },
  {
    name: 'P2 with PATCHes that tell what changed, and a short memory',
    // That a document has lost an attribute shows only beside what it was.
    steps: { ...PLAIN, ...DRAFTS, patch: 6, saveMore: 0, saveWithout: 0 },
    isSparing: true,
    seen: 4,
  },
  { name: 'P8 with one client', steps: ALL, isEarly: true, clients: 1 },
  { name: 'P8 with four clients', steps: ALL, isEarly: true, clients: 4 },
  { name: 'P8, all of it', steps: ALL, isEarly: true },
];

/** On a first-in-first-out channel; what a lost connection loses, a snapshot brings back. */
export const BARE_PROFILES: readonly Profile[] = [
  { name: 'P0', steps: PLAIN },
  { name: 'P1', steps: { ...PLAIN, ...WAITING } },
  { name: 'P2', steps: { ...PLAIN, ...DRAFTS } },
  { name: 'P5', steps: { ...PLAIN, ...FETCHING }, isEarly: true },
  { name: 'P6', steps: { ...PLAIN, ...LOST, miss: 0 } },
  { name: 'P7', steps: { ...PLAIN, ...UNANSWERED } },
  { name: 'P2 with PATCHes that tell what changed', steps: { ...PLAIN, ...DRAFTS, patch: 6 }, isSparing: true },
  {
    name: 'P8, whatever keeps the order',
    steps: { ...PLAIN, ...WAITING, ...DRAFTS, ...FETCHING, ...LOST, miss: 0, ...UNANSWERED },
    isEarly: true,
  },
].map((profile) => ({ ...profile, isBare: true }));
