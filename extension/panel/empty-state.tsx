import type { Connection } from './connection.ts';

export interface EmptyStateProps {
  connection: Connection;
  /** Why the connection is refused, in the browser's words. */
  refusal: string;
  recording: boolean;
  /** Events kept, whether or not the filter lets them through. */
  events: number;
  query: string;
  onRecord(): void;
  onClearFilter(): void;
}

/** Stands where rows would: why there are none, and what to do next. */
export function EmptyState(props: EmptyStateProps) {
  const { title, text, action } = reason(props);
  return (
    <div class="empty" role="status">
      <h2>{title}</h2>
      <p>{text}</p>
      {action && (
        <button type="button" class="action" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

interface Reason {
  title: string;
  text: string;
  action?: { label: string; run(): void };
}

function reason({ connection, refusal, recording, events, query, onRecord, onClearFilter }: EmptyStateProps): Reason {
  if (events > 0 && query)
    return {
      title: 'Nothing matches the filter',
      text: `“${query}” is in none of the ${events} events.`,
      action: { label: 'Clear the filter', run: onClearFilter },
    };
  if (connection === 'connecting')
    return {
      title: 'Waiting for the page',
      text: 'Pages on localhost and 127.0.0.1 are read from the start. If this page was open before DevTools, reload it.',
    };
  if (connection === 'refused')
    return {
      title: 'No access to this page',
      text: `The browser keeps the extension out of it${refusal ? ` (“${refusal}”)` : ''}. Pages on localhost and 127.0.0.1 can be read.`,
    };
  if (connection === 'detached')
    return { title: 'No recording', text: 'Drop a recording here, or choose one with the Import button.' };
  if (!recording)
    return {
      title: 'Not recording',
      text: 'Messages and decisions are not kept while recording is off.',
      action: { label: 'Record', run: onRecord },
    };
  return {
    title: 'No live collection yet',
    text: 'A row appears as soon as a LiveCollection of this page subscribes, sends a request or hears a message. To see what came before, reload the page.',
  };
}
