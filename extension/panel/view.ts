import type { FunctionComponent, Ref } from 'preact';
import type { Muted } from '../core/findings/muted.ts';
import type { Session } from '../core/session.ts';
import type { ColumnWidths, ViewName } from '../core/settings.ts';
import type { IconName } from './controls/icon.tsx';
import type { ElementKeys } from './controls/shortcuts.ts';

/** What every view of the panel is given. They share one selection, which is also the cursor in time. */
export interface ViewProps {
  session: Session;
  /** Rises with every change of the session: a view that has it draws again. */
  version: number;
  /** The selected event's index in the trace. What a view shows of the past, it shows as of this event; as of now without one. */
  selected: number | undefined;
  /** Do views of time stay at the end? A selection and a step back end it. */
  following: boolean;
  /** The element that takes the keyboard when the user comes back from the filter or the details. */
  focus: Ref<HTMLElement>;
  /** How wide the user made the columns of the table of subscriptions. */
  columnWidths: ColumnWidths;
  /** Findings that the user does not want to see. */
  muted: Muted;
  onSelect(index: number | undefined): void;
  onFollow(following: boolean): void;
  onColumnWidths(widths: ColumnWidths): void;
  onMuted(muted: Muted): void;
  /** To another view, with the selection. */
  onShow(view: ViewName): void;
  onCopy(text: string): Promise<boolean>;
  /** On to the details of the selection. */
  onOpen(): void;
}

/** A number on a view's tab, with the words for it. */
export interface TabCount {
  count: number;
  severity: 'error' | 'unsure';
  /** `2 wrong now` */
  words: string;
}

/** A view: a tab of the panel. */
export interface PanelView {
  name: ViewName;
  label: string;
  icon: IconName;
  /** Says in half a sentence what it shows. */
  hint: string;
  /** The keys that only it has, for the sheet of keys. */
  keys?: ElementKeys['keys'];
  /** It shows a state rather than rows: the filter is not about it, and where it has nothing to show it says so itself. */
  unfiltered?: boolean;
  /** How much there is in it that must not be overlooked; nothing for none. */
  count?(session: Session, muted: Muted): TabCount | undefined;
  component: FunctionComponent<ViewProps>;
}
