/** Kinds of trouble, each alone and all together. */
import type { StepKind } from './live-world.ts';
import type { ServerOptions, Vocabulary } from './live-world-server.ts';

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
  vocabulary?: Vocabulary;
  hook?: ServerOptions['hook'];
  namesAll?: boolean;
  hasNumbers?: boolean;
  /** How many documents each collection remembers, and how many deleted ones, where it is not the default. */
  seen?: number;
  tombs?: number;
  /** Documents that everybody has at the beginning; 2, unless it says otherwise. */
  documents?: number;
  /** What the models' `parse` does to a body: gives its id another name, in a copy or in the body itself. */
  parse?: 'renames' | 'changes';
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
/** A draft is saved again while its create is in flight. */
const AGAIN: Profile['steps'] = { draft: 2, saveDraft: 2, saveDraftAgain: 4 };
/** Writes past the server. */
const BACK: Profile['steps'] = { goBack: 2, loseVersion: 1, writePast: 1 };
const MOVING: Profile['steps'] = { leave: 2, enter: 4, begin: 1 };
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

/** What goes on beyond one client's knowledge: other programs, sessions, hooks, short memories, applications of all kinds. */
export const FURTHER_PROFILES: readonly Profile[] = [
  { name: 'P7, answers lost after others were given', steps: { ...PLAIN, ...UNANSWERED, ...DRAFTS, loseAnswer: 6 } },
  { name: 'P6, messages lost, and answers', steps: { ...PLAIN, ...LOST, loseAnswer: 4 } },
  { name: 'P9, drafts saved twice', steps: { ...PLAIN, ...DRAFTS, ...AGAIN, ...TWICE } },
  {
    name: 'P9, drafts saved twice, answers lost',
    steps: { ...PLAIN, ...DRAFTS, ...AGAIN, ...UNANSWERED, loseAnswer: 3 },
  },
  {
    name: 'P10, a hook that writes before',
    steps: { ...PLAIN, ...WAITING, ...DRAFTS },
    hook: 'before',
    namesAll: true,
  },
  {
    name: 'P10, a hook that writes after',
    steps: { ...PLAIN, ...WAITING, ...REORDERED },
    hook: 'after',
    namesAll: true,
  },
  {
    name: 'P10, a hook, and the document alone is named',
    steps: { ...PLAIN, ...WAITING, ...DRAFTS, ...AGAIN },
    hook: 'before',
  },
  { name: 'P11, a server that goes back', steps: { ...PLAIN, ...BACK, ...FETCHING, ...REORDERED } },
  { name: 'P11, a server that goes back, and lost connections', steps: { ...PLAIN, ...BACK, ...LOST, ...DRAFTS } },
  { name: 'P12, documents that come and go', steps: { ...PLAIN, ...MOVING, ...FETCHING, ...REORDERED } },
  { name: 'P12, documents that come and go, and messages lost', steps: { ...PLAIN, ...MOVING, ...LOST, begin: 0 } },
  {
    name: 'P12, documents that come and go, in any order',
    steps: { ...PLAIN, ...MOVING, begin: 0, ...TWICE, ...REORDERED },
  },
  { name: 'P13, messages numbered late', steps: { ...PLAIN, ...MOVING, begin: 0, delay: 4, catchUp: 2, fetch: 2 } },
  {
    name: 'P14, a server that restarts at any time',
    steps: { ...PLAIN, ...LOST, ...FETCHING, restartUnseen: 2 },
    isEarly: true,
  },
  {
    name: 'P14, all of it, and a server that restarts',
    steps: { ...ALL, ...MOVING, begin: 0, loseAnswer: 3, restart: 1, restartUnseen: 1 },
    isEarly: true,
  },
  {
    name: 'P15, a short memory',
    steps: { ...PLAIN, ...FETCHING, ...TWICE, ...REORDERED },
    seen: 6,
    tombs: 4,
    documents: 12,
  },
  {
    name: 'P15, a short memory, and messages lost',
    steps: { ...PLAIN, ...FETCHING, ...LOST, loseAnswer: 3 },
    seen: 6,
    tombs: 4,
    documents: 12,
  },
  // Without `fetchAndKeep`: of such a fetch, Backbone itself adds every row a second time.
  { name: 'P16, parse renames the id', steps: { ...ALL, ...AGAIN, fetchAndKeep: 0 }, parse: 'renames' },
  {
    name: 'P16, parse changes its argument',
    steps: { ...PLAIN, ...DRAFTS, ...FETCHING, ...LOST, fetchAndKeep: 0 },
    parse: 'changes',
  },
  { name: 'P17, ids are numbers', steps: { ...ALL, ...MOVING, begin: 0 }, hasNumbers: true },
  { name: 'P18, collections that share models', steps: { ...PLAIN, ...WAITING, ...DRAFTS, ...FETCHING, share: 3 } },
  {
    name: 'P19, collections that are let go',
    steps: { ...PLAIN, ...DRAFTS, ...FETCHING, ...LOST, dispose: 3, listen: 5 },
  },
  {
    name: 'P20, versions alone',
    steps: { ...PLAIN, ...WAITING, ...DRAFTS, ...FETCHING, ...TWICE, ...REORDERED },
    vocabulary: 'versions',
  },
  {
    name: 'P20, versions alone, and PATCHes that tell what changed',
    steps: { ...PLAIN, patch: 6, saveMore: 4, ...TWICE, ...REORDERED },
    vocabulary: 'versions',
    isSparing: true,
  },
  {
    name: 'P20, versions alone, in order, and answers lost',
    steps: { ...PLAIN, ...DRAFTS, ...FETCHING, ...LOST, miss: 0, ...UNANSWERED, ...MOVING, begin: 0 },
    vocabulary: 'versions',
  },
  {
    name: 'P20, numbers alone',
    steps: { ...PLAIN, ...WAITING, ...DRAFTS, ...FETCHING, ...TWICE, ...REORDERED, ...BACK },
    vocabulary: 'numbers',
  },
  {
    name: 'P20, numbers alone, and messages lost',
    steps: { ...PLAIN, ...DRAFTS, ...FETCHING, ...LOST, ...UNANSWERED, ...MOVING, loseAnswer: 3 },
    vocabulary: 'numbers',
  },
];

const BARE: readonly Profile[] = [
  { name: 'P0', steps: PLAIN },
  { name: 'P1', steps: { ...PLAIN, ...WAITING } },
  { name: 'P2', steps: { ...PLAIN, ...DRAFTS } },
  { name: 'P5', steps: { ...PLAIN, ...FETCHING }, isEarly: true },
  { name: 'P6', steps: { ...PLAIN, ...LOST, miss: 0 } },
  { name: 'P7', steps: { ...PLAIN, ...UNANSWERED } },
  { name: 'P2 with PATCHes that tell what changed', steps: { ...PLAIN, ...DRAFTS, patch: 6 }, isSparing: true },
  { name: 'P9, drafts saved twice', steps: { ...PLAIN, ...DRAFTS, ...AGAIN } },
  { name: 'P10, a hook that writes before', steps: { ...PLAIN, ...WAITING, ...DRAFTS }, hook: 'before' },
  { name: 'P10, a hook that writes after', steps: { ...PLAIN, ...WAITING }, hook: 'after' },
  { name: 'P12, documents that come and go', steps: { ...PLAIN, ...MOVING } },
  { name: 'P12, documents that come and go, and fetches', steps: { ...PLAIN, ...MOVING, ...FETCHING } },
  { name: 'P15, a short memory', steps: { ...PLAIN, ...FETCHING }, seen: 6, tombs: 4, documents: 12 },
  {
    name: 'P16, parse renames the id',
    steps: { ...PLAIN, ...DRAFTS, ...FETCHING, ...AGAIN, fetchAndKeep: 0 },
    parse: 'renames',
  },
  { name: 'P17, ids are numbers', steps: { ...PLAIN, ...DRAFTS, ...FETCHING }, hasNumbers: true },
  // Without fetches: an older list sets what the other collection, whose model it is too, knows to be newer.
  { name: 'P18, collections that share models', steps: { ...PLAIN, ...WAITING, ...DRAFTS, share: 3 } },
  { name: 'P19, collections that are let go', steps: { ...PLAIN, ...DRAFTS, ...FETCHING, dispose: 3, listen: 5 } },
  {
    name: 'P8, whatever keeps the order',
    steps: { ...PLAIN, ...WAITING, ...DRAFTS, ...FETCHING, ...LOST, miss: 0, ...UNANSWERED },
    isEarly: true,
  },
];

/** On a first-in-first-out channel; what a lost connection loses, a snapshot brings back. */
export const BARE_PROFILES: readonly Profile[] = BARE.map((profile) => ({ ...profile, isBare: true }));
