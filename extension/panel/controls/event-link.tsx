import type { ComponentChildren } from 'preact';
import type { Session } from '../../core/session.ts';

export interface EventLinkProps {
  session: Session;
  event: number;
  /** What the text is short for. */
  title?: string | undefined;
  children: ComponentChildren;
  onSelect(index: number): void;
}

/** Leads to an event, on the row that shows it; bare text once the trace has forgotten it. */
export function EventLink({ session: { trace, ledger }, event, title, children, onSelect }: EventLinkProps) {
  if (!trace.has(event)) return <span title="This event is forgotten">{children}</span>;
  return (
    <button type="button" class="link" title={title} onClick={() => onSelect(ledger.rowOf(event))}>
      {children}
    </button>
  );
}
