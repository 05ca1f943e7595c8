import { useMemo } from 'preact/hooks';
import type { Connection } from './connection.ts';
import { Nothing } from './nothing.tsx';

export interface EmptyStateProps {
  connection: Connection;
  /** Why the connection is refused, in the browser's words. */
  refusal: string;
  /** The page's site, `http://todo.test`; '' while unknown, and where no extension can be. */
  site: string;
  recording: boolean;
  /** Events kept, whether or not the filter lets them through. */
  events: number;
  query: string;
  /** Queries near the one that found nothing, which find something. */
  near(): readonly string[];
  /** The page ran already when it was first looked at. */
  late: boolean;
  onRecord(): void;
  onClearFilter(): void;
  onFilter(query: string): void;
  /** Lets the user choose a recording. */
  onChoose(): void;
  /** Absent where there is no page. */
  onAllow?(): void;
  onPermissions?(): void;
  onReload?(): void;
}

/** Stands where rows would: why there are none, and what to do next. */
export function EmptyState(props: EmptyStateProps) {
  const { title, text, action, other } = reason(props);
  const { query, events, onFilter } = props;
  const near = useMemo(() => (events > 0 && query ? props.near() : []), [query, events > 0]);
  return (
    <Nothing title={title} text={text}>
      {near.length > 0 && (
        <p class="near">
          These find something:{' '}
          {near.map((one) => (
            <button key={one} type="button" class="link" onClick={() => onFilter(one)}>
              {one}
            </button>
          ))}
        </p>
      )}
      {action && (
        <button type="button" class="action" onClick={action.run}>
          {action.label}
        </button>
      )}
      {other && (
        <button type="button" class="link" onClick={other.run}>
          {other.label}
        </button>
      )}
    </Nothing>
  );
}

interface Reason {
  title: string;
  text: string;
  action?: Action;
  /** A second, lesser one. */
  other?: Action;
}

interface Action {
  label: string;
  run(): void;
}

function reason(props: EmptyStateProps): Reason {
  const { connection, recording, events, query, onRecord, onClearFilter, onChoose, onReload } = props;
  if (events > 0 && query)
    return {
      title: 'Nothing matches the filter',
      text: `None of the ${events.toLocaleString('en-US')} events matches “${query}”.`,
      action: { label: 'Clear the filter', run: onClearFilter },
    };
  if (connection === 'connecting')
    return {
      title: 'Waiting for the page',
      text: 'Nothing of it was heard yet. If it was open before the extension was installed or updated, reload it.',
      ...(onReload && { action: { label: 'Reload the page', run: onReload } }),
    };
  if (connection === 'refused') return refused(props);
  if (connection === 'detached')
    return {
      title: 'No recording',
      text: 'A recording that was exported from the panel can be read here: drop the file, or choose it.',
      action: { label: 'Open a recording…', run: onChoose },
    };
  if (!recording)
    return {
      title: 'Not recording',
      text: 'Messages and decisions are not kept while recording is off.',
      action: { label: 'Record', run: onRecord },
    };
  return quiet(props);
}

/** The page is read, and has told nothing. */
function quiet({ events, late, onReload }: EmptyStateProps): Reason {
  const reload = onReload && { action: { label: 'Reload the page', run: onReload } };
  if (events === 0)
    return { title: 'Nothing since it was cleared', text: 'A row appears as soon as something happens.', ...reload };
  if (late)
    return {
      title: 'No live collection yet',
      // Above, the late notice offers to reload.
      text: 'The page ran already when it was first looked at, and has sent no message and no request of a collection since.',
    };
  return {
    title: 'No live collection yet',
    text: 'Neither Faye, nor another Bayeux client, nor a live Backbone collection was met in this page. A row appears as soon as one subscribes, sends a request or hears a message.',
    ...reload,
  };
}

/** No permission is what the user can give; where the browser lets no extension in, nobody can do anything. */
function refused({ site, refusal, onAllow, onPermissions, onReload }: EmptyStateProps): Reason {
  if (site !== '' && onAllow && onPermissions)
    return {
      title: `${site} is not allowed yet`,
      text: 'The extension reads only pages that you let it read, and only while DevTools is open for them. Allowing this one takes effect at once, and can be taken back at any time.',
      action: { label: `Allow ${site}`, run: onAllow },
      other: { label: 'All permissions', run: onPermissions },
    };
  return {
    title: 'No access to this page',
    text: `The browser lets no extension read it${refusal ? ` (“${refusal}”)` : ''}. Pages on localhost and 127.0.0.1 are read from the start; others as you allow them.`,
    ...(onReload && { action: { label: 'Reload the page', run: onReload } }),
  };
}
