import type { ColumnWidths, SubscriptionColumn } from '../../core/settings.ts';

export interface Column {
  name: SubscriptionColumn;
  label: string;
  /** The same where there is no room. */
  short?: string;
  /** What it says, as the tooltip of its head. */
  hint: string;
  /** How narrow a panel leaves it out: `wide`, `wider`. */
  class: string;
  /** Numbers and times are first sorted with the most, or the latest, above. */
  most?: boolean;
}

export const COLUMNS: readonly Column[] = [
  { name: 'channel', label: 'Channel', hint: 'What is subscribed to', class: 'sub-channel' },
  { name: 'application', label: 'Application', short: 'App', hint: 'Did the application ask for it?', class: 'said' },
  { name: 'client', label: 'Client', hint: 'Does its Bayeux client hold it?', class: 'said' },
  { name: 'server', label: 'Server', hint: 'Did the server acknowledge it?', class: 'said' },
  {
    name: 'handlers',
    label: 'Handlers',
    hint: 'Functions that are called with a message',
    class: 'number wide',
    most: true,
  },
  { name: 'messages', label: 'Messages', short: 'Msgs', hint: 'Messages that came', class: 'number', most: true },
  { name: 'rate', label: 'Rate', hint: 'Messages in each second of the last minute', class: 'rate', most: true },
  { name: 'last', label: 'Last', hint: 'When the last message came', class: 'last', most: true },
  { name: 'errors', label: 'Errors', hint: 'What the server refused, and why', class: 'errors', most: true },
  { name: 'transport', label: 'Transport', hint: 'The transport of its last message', class: 'wide' },
  { name: 'session', label: 'Client id', hint: 'The session that the server gave', class: 'wider' },
  { name: 'since', label: 'Since', hint: 'When it was first seen', class: 'wider', most: true },
];

/** The widths with this column's changed, in CSS pixels; undefined gives it back the one that it has by itself. */
export function widthsWith(widths: ColumnWidths, { name }: Column, width: number | undefined): ColumnWidths {
  const { [name]: _before, ...others } = widths;
  return width === undefined ? others : { ...others, [name]: width };
}

/** The custom properties by which the style sheet knows the widths that were chosen. */
export function widthProperties(widths: ColumnWidths): Record<string, string> {
  return Object.fromEntries(Object.entries(widths).map(([name, width]) => [`--${name}-width`, `${width}px`]));
}
