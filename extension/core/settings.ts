/**
 * What the user chose in the panel and finds again the next time. Read from the browser's storage, which a former version
 * or another hand may have written: whatever is not a sensible value is left at its default, field by field.
 */

import { isMutedList, type Muted } from './findings/muted.ts';
import { isUnrecorded } from './unrecorded.ts';

export const VIEW_NAMES = ['findings', 'list', 'lanes', 'subscriptions', 'collections'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** The columns of the table of subscriptions. */
export const SUBSCRIPTION_COLUMNS = [
  'channel',
  'application',
  'client',
  'server',
  'handlers',
  'messages',
  'rate',
  'last',
  'errors',
  'transport',
  'session',
  'since',
] as const;
export type SubscriptionColumn = (typeof SUBSCRIPTION_COLUMNS)[number];

/** In CSS pixels; a column that is not among them has the width that it has by itself. */
export type ColumnWidths = Readonly<Partial<Record<SubscriptionColumn, number>>>;

/** What a filter does with rows that do not match: hides them, or dims them and marks the others. */
export type FilterMode = 'hide' | 'highlight';

export interface SavedFilter {
  name: string;
  query: string;
}

export interface Settings {
  view: ViewName;
  /** The share of the details in the panel, in percent. */
  detailShare: number;
  /** Keeps what documents told that have gone; else a navigation clears. */
  preserveLog: boolean;
  filterMode: FilterMode;
  savedFilters: readonly SavedFilter[];
  /** Asks the page where requests and subscriptions were called from, which costs it time. */
  stacks: boolean;
  /** The memory that events may take, in MB. */
  memoryLimit: number;
  /** Texts are shortened in events that take more than so many KB. */
  eventLimit: number;
  /** The columns of the table of subscriptions that were made wider or narrower. */
  columnWidths: ColumnWidths;
  /** Layers and channels that are not recorded; see `unrecorded.ts`. */
  unrecorded: readonly string[];
  /** Findings that are not to be shown; see `findings/muted.ts`. */
  muted: Muted;
}

export const DEFAULT_SETTINGS: Settings = {
  view: 'list',
  detailShare: 36,
  preserveLog: false,
  filterMode: 'hide',
  savedFilters: [],
  stacks: false,
  memoryLimit: 256,
  eventLimit: 64,
  columnWidths: {},
  unrecorded: [],
  muted: [],
};

/** Bounds of `memoryLimit`, in MB. */
export const MEMORY_LIMITS = { min: 16, max: 2048 } as const;
/** Bounds of `eventLimit`, in KB: what a probe takes. */
export const EVENT_LIMITS = { min: 16, max: 1024 } as const;
export const DETAIL_SHARES = { min: 15, max: 80 } as const;
/** Bounds of a column's width, in CSS pixels. */
export const COLUMN_WIDTHS = { min: 40, max: 2_000 } as const;
const MAX_SAVED_FILTERS = 50;
const MAX_FILTER_TEXT = 1_000;

/** Reads settings as they were stored, be it nothing or anything. */
export function readSettings(stored: string | null): Settings {
  const found = parse(stored);
  const { view, detailShare, preserveLog, filterMode, savedFilters, stacks, memoryLimit, eventLimit } =
    DEFAULT_SETTINGS;
  const { unrecorded, muted } = DEFAULT_SETTINGS;
  return {
    view: VIEW_NAMES.find((name) => name === found.view) ?? view,
    detailShare: within(DETAIL_SHARES, found.detailShare, detailShare),
    preserveLog: typeof found.preserveLog === 'boolean' ? found.preserveLog : preserveLog,
    filterMode: found.filterMode === 'highlight' ? 'highlight' : filterMode,
    savedFilters: Array.isArray(found.savedFilters)
      ? found.savedFilters.filter(isSavedFilter).slice(0, MAX_SAVED_FILTERS)
      : savedFilters,
    stacks: typeof found.stacks === 'boolean' ? found.stacks : stacks,
    memoryLimit: within(MEMORY_LIMITS, found.memoryLimit, memoryLimit),
    eventLimit: Math.round(within(EVENT_LIMITS, found.eventLimit, eventLimit)),
    columnWidths: readWidths(found.columnWidths),
    unrecorded: isUnrecorded(found.unrecorded) ? found.unrecorded : unrecorded,
    muted: isMutedList(found.muted) ? found.muted : muted,
  };
}

function parse(stored: string | null): Partial<Record<keyof Settings, unknown>> {
  try {
    const value: unknown = JSON.parse(stored ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function within({ min, max }: { min: number; max: number }, value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise;
}

function readWidths(stored: unknown): ColumnWidths {
  const found = (stored ?? {}) as Partial<Record<SubscriptionColumn, unknown>>;
  const widths: Partial<Record<SubscriptionColumn, number>> = {};
  for (const name of SUBSCRIPTION_COLUMNS) {
    const width = within(COLUMN_WIDTHS, found[name], 0);
    if (width > 0) widths[name] = width;
  }
  return widths;
}

function isSavedFilter(value: unknown): value is SavedFilter {
  const { name, query } = (value ?? {}) as Partial<Record<keyof SavedFilter, unknown>>;
  return isShort(name) && isShort(query);
}

const isShort = (text: unknown) => typeof text === 'string' && text !== '' && text.length <= MAX_FILTER_TEXT;
