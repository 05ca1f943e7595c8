import { createRecent, type Recent } from '../bounded-map.ts';
import type { OpenBar } from './lane.ts';

/** What later events of a document refer to by name: the bars that they may end, and what its sources are called. */
export interface DocumentState {
  readonly load: string;
  /** Its address when it stands in a frame of the page; '' for the page itself. */
  frame: string;
  /** Bars that have not ended, by a name of what they are about. Bounded: the oldest stay open. */
  readonly open: Map<string, OpenBar>;
  readonly sources: Recent<string, { name: string; channel: string }>;
  readonly connections: Recent<string, { transport: string; url: string }>;
}

const OPEN_BARS = 4_096;
const SOURCES = 1_000;
const CONNECTIONS = 1_000;

export function createDocumentState(load: string): DocumentState {
  return {
    load,
    frame: '',
    open: new Map(),
    sources: createRecent(SOURCES),
    connections: createRecent(CONNECTIONS),
  };
}

/** Remembers a bar until something ends it. */
export function keepOpen({ open }: DocumentState, name: string, bar: OpenBar): void {
  open.set(name, bar);
  if (open.size <= OPEN_BARS) return;
  for (const oldest of open.keys()) {
    open.delete(oldest);
    break;
  }
}

/** The bar of that name, which from now on is the caller's to end; or nothing. */
export function takeOpen({ open }: DocumentState, name: string): OpenBar | undefined {
  const bar = open.get(name);
  if (bar) open.delete(name);
  return bar;
}
