import { createRef } from 'preact';
import type { LiveEvent } from '../../extension/core/protocol/events.ts';
import { createSession } from '../../extension/core/session.ts';
import type { ViewProps } from '../../extension/panel/view.ts';
import { READER } from './story.ts';

/** What the shell gives a view of a recording, and what the view asked it for. */
export function viewOf(events: readonly LiveEvent[]) {
  const session = createSession({ maxBytes: 64 * 1024 * 1024, reader: READER });
  session.open(events);
  const asked: (number | undefined)[] = [];
  const props: ViewProps = {
    session,
    version: 0,
    selected: undefined,
    following: true,
    focus: createRef<HTMLElement>(),
    columnWidths: {},
    muted: [],
    onSelect: (index) => void asked.push(index),
    onFollow() {},
    onColumnWidths() {},
    onMuted() {},
    onShow() {},
    onCopy: async () => true,
    onOpen() {},
  };
  return { session, props, asked };
}
