import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { PROBE_FAILED } from '../../channel/internal-protocol.ts';
import { Nothing } from '../controls/placeholder.tsx';
import type { PageConnection } from './connection.ts';

export interface EmptyStateProps {
  connection: PageConnection;
  /** Why the connection is refused, in the browser's words. */
  refusal: string;
  /** The page's site, `http://todo.test`; '' while unknown, and where no extension can be. */
  site: string;
  /** The page's own URL; '' while unknown. */
  url?: string;
  /** Sites of its frames that the extension may not read, and of those that it may. */
  closedFrames?: readonly string[];
  openFrames?: readonly string[];
  /** Says what shows that the page has more than was met. */
  unseen?: ComponentChildren;
  recording: boolean;
  /** A page has said whether it records. */
  heard: boolean;
  /** Texts and lines that could not be read. */
  rejected: number;
  /** A recording is shown, not a page. */
  opened?: boolean;
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
  onAllow?(site: string): void;
  onPermissions?(): void;
  onReload?(): void;
}

/** Stands where rows would: why there are none, and what to do next. */
export function EmptyState(props: EmptyStateProps) {
  const { title, text, action, other } = reasonOf(props);
  const { query, events, onFilter } = props;
  const near = useMemo(() => (events > 0 && query ? props.near() : []), [query, events > 0]);
  return (
    <Nothing title={title} text={text}>
      {props.unseen}
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

/** Why there are no rows. Each has its evidence in a row of the table of statements (test/panel/statements.test.ts). */
export type EmptyReason =
  | 'filtered'
  | 'empty-recording'
  | 'no-recording'
  | 'connecting'
  | 'unheard'
  | 'unreadable'
  | 'paused'
  | 'cleared'
  | 'closed-frame'
  | 'late'
  | 'nothing-met'
  | 'probe-failed'
  | 'open-frame'
  | 'not-allowed'
  | 'file'
  | 'own-address'
  | 'no-access';

/** What stands there, and what can be done. */
export interface Reason {
  is: EmptyReason;
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

/** Why there are no rows: each sentence says what was seen, or names what was not (README.md). */
export function reasonOf(props: EmptyStateProps): Reason {
  const { connection, recording, heard, rejected, events, query, onRecord, onClearFilter, onChoose, onReload } = props;
  if (events > 0 && query)
    return {
      is: 'filtered',
      title: 'Nothing matches the filter',
      text: `None of the ${events.toLocaleString('en-US')} events matches “${query}”.`,
      action: { label: 'Clear the filter', run: onClearFilter },
    };
  if (props.opened && events === 0)
    return {
      is: 'empty-recording',
      title: 'The recording holds no event',
      text: 'It is a recording, and nothing was recorded in it.',
    };
  if (connection === 'connecting')
    return {
      is: 'connecting',
      title: 'Waiting for the page',
      text: 'It has not answered yet. If it was open before the extension was installed or updated, reload it.',
      ...(onReload && { action: { label: 'Reload the page', run: onReload } }),
    };
  if (connection === 'refused') return refused(props);
  if (connection === 'detached')
    return {
      is: 'no-recording',
      title: 'No recording',
      text: 'A recording that was exported from the panel can be read here: drop the file, or choose it.',
      action: { label: 'Open a recording…', run: onChoose },
    };
  if (!heard) return unheard(rejected, onReload);
  if (!recording)
    return {
      is: 'paused',
      title: 'Not recording',
      text: 'Messages and decisions are not kept while recording is off.',
      action: { label: 'Record', run: onRecord },
    };
  return quiet(props);
}

/** Whether it records is not known: nobody said so. */
function unheard(rejected: number, onReload: EmptyStateProps['onReload']): Reason {
  const reload = onReload && { action: { label: 'Reload the page', run: onReload } };
  if (rejected === 0)
    return {
      is: 'unheard',
      title: 'Waiting for the page',
      text: 'It can be reached, and has not answered yet.',
      ...reload,
    };
  return {
    is: 'unreadable',
    title: 'The page’s answers cannot be read',
    text: `${rejected.toLocaleString('en-US')} of them were not batches of events. Something in the page changes what the probe sends, or sends in its place; what happens in the page is not seen.`,
    ...reload,
  };
}

/** The page is read, and has told nothing. */
function quiet({ events, late, closedFrames = [], onReload, onAllow }: EmptyStateProps): Reason {
  const reload = onReload && { action: { label: 'Reload the page', run: onReload } };
  const [frame] = closedFrames;
  if (events === 0)
    return {
      is: 'cleared',
      title: 'Nothing since it was cleared',
      text: 'A row appears as soon as something happens.',
      ...reload,
    };
  if (frame !== undefined && onAllow)
    return {
      is: 'closed-frame',
      title: `A frame at ${frame} is not allowed yet`,
      text: `In what can be read of this page there was no live collection. What is in ${framesAt(closedFrames)} is not seen, until you allow it.`,
      action: { label: `Allow ${frame}`, run: () => onAllow(frame) },
      ...(onReload && { other: { label: 'Reload the page', run: onReload } }),
    };
  if (late)
    return {
      is: 'late',
      title: 'No live collection yet',
      // Above, the late notice offers to reload.
      text: 'The page ran already when it was first looked at, and has sent no message and no request of a collection since.',
    };
  return {
    is: 'nothing-met',
    title: 'No live collection yet',
    text: 'Neither Faye, nor another Bayeux client, nor a live Backbone collection was found in this page. A row appears as soon as one subscribes, sends a request or receives a message.',
    ...reload,
  };
}

/** No permission is what the user can give; where the browser lets no extension in, nobody can do anything. */
function refused(props: EmptyStateProps): Reason {
  const { site, url = '', refusal, openFrames = [], onAllow, onPermissions, onReload } = props;
  const reload = onReload && { action: { label: 'Reload the page', run: onReload } };
  if (refusal.startsWith(PROBE_FAILED))
    return {
      is: 'probe-failed',
      title: 'The probe cannot run in this page',
      text: `The page has replaced something that the probe needs (“${refusal.slice(PROBE_FAILED.length)}”), so nothing of it is seen. After a reload the probe is there before the page's own scripts.`,
      ...reload,
    };
  const [frame] = openFrames;
  if (site !== '' && frame !== undefined && onAllow && onReload)
    return {
      is: 'open-frame',
      title: `${site} is not allowed yet`,
      text: `The page itself is not read until you allow it. ${capital(framesAt(openFrames))} may be read, and is seen from the next time that the page is loaded.`,
      action: { label: `Allow ${site}`, run: () => onAllow(site) },
      other: { label: 'Reload the page', run: onReload },
    };
  if (site !== '' && onAllow && onPermissions)
    return {
      is: 'not-allowed',
      title: `${site} is not allowed yet`,
      text: 'The extension reads only pages that you let it read, and only while DevTools is open for them. Allowing this one takes effect at once, and can be taken back at any time.',
      action: { label: `Allow ${site}`, run: () => onAllow(site) },
      other: { label: 'All permissions', run: onPermissions },
    };
  if (/^file:/.test(url))
    return {
      is: 'file',
      title: 'Files are not read',
      text: 'This extension reads pages of sites only, and does not use “Allow access to file URLs” in its details. Serve the folder from localhost to see the page here.',
    };
  if (/^(?:data|blob|about):/.test(url))
    return {
      is: 'own-address',
      title: 'No access to this page',
      text: `A page of its own at a ${url.slice(0, url.indexOf(':'))}: address belongs to no site that could be allowed. In a frame of an allowed page it is read.`,
    };
  return {
    is: 'no-access',
    title: 'No access to this page',
    text: `The browser lets no extension read it${refusal ? ` (“${refusal}”)` : ''}. Pages on localhost and 127.0.0.1 are read from the start; others as you allow them.`,
    ...reload,
  };
}

function framesAt(sites: readonly string[]): string {
  const more = sites.length > 3 ? ` and ${sites.length - 3} more sites` : '';
  return `${sites.length === 1 ? 'the frame' : 'the frames'} at ${sites.slice(0, 3).join(', ')}${more}`;
}

const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
