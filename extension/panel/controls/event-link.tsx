import type { ComponentChildren } from 'preact';
import type { Session } from '../../core/session.ts';

export interface EventLinkProps {
  session: Session;
  event: number;
  children: ComponentChildren;
  onSelect(index: number): void;
}

/** Leads to an event, on the row that shows it; bare text once the trace has forgotten it. */
export function EventLink({ session: { trace, ledger }, event, children, onSelect }: EventLinkProps) {
  if (!trace.has(event)) return <span title="This event is forgotten">{children}</span>;
  return (
    <button type="button" class="link" onClick={() => onSelect(ledger.rowOf(event))}>
      {children}
    </button>
  );
}
