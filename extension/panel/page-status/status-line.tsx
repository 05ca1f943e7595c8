import { unrecordedWords } from '../../core/unrecorded.ts';
import type { PageConnection } from './connection.ts';

export interface StatusLineProps {
  connection: PageConnection;
  /** The page's address, '' while unknown. */
  url: string;
  /** Events kept. */
  events: number;
  /** Events the panel had to forget for want of room. */
  dropped: number;
  /** Events the page had to forget before the panel could have them. */
  lost: number;
  /** Lines from the page that came faster than the panel can read. */
  cut: number;
  /** Lines from the page that were no events. */
  rejected: number;
  /** Layers and channels that are not recorded. */
  without?: string;
  /** How often our own code failed in the page, which did not notice. */
  errors?: number;
  lastError?: string;
}

const number = new Intl.NumberFormat('en-US');
const connections: Readonly<Record<PageConnection, string>> = {
  connecting: 'Waiting for the page',
  connected: '',
  refused: 'No access to this page',
  detached: '',
};

/** Which page is read, how much of it, and what is missing. Trouble is named, never hidden. */
export function StatusLine({
  connection,
  url,
  events,
  dropped,
  lost,
  cut,
  rejected,
  without = '',
  errors = 0,
  lastError = '',
}: StatusLineProps) {
  return (
    <div class="status">
      {connections[connection] && (
        <span class="status-connection" role="status">
          {connections[connection]}
        </span>
      )}
      {url && (
        <span class="status-url" title={url}>
          {withoutScheme(url)}
        </span>
      )}
      <span class="status-count">{count(events, 'event')}</span>
      {without !== '' && (
        <span
          class="status-trouble"
          title="Your settings leave it out: no message, request, decision or change of it leaves the page. Subscriptions are still seen."
        >
          not recorded: {unrecordedWords(without.split(', '))}
        </span>
      )}
      {lost > 0 && (
        <span class="status-trouble" title="The page's buffer was full before the panel could read it">
          {count(lost, 'event')} lost
        </span>
      )}
      {dropped > 0 && (
        <span class="status-trouble" title="The oldest events were dropped to stay within the memory limit">
          {count(dropped, 'event')} forgotten
        </span>
      )}
      {cut > 0 && (
        <span class="status-trouble" title="The page reported more at once than the panel can take">
          {count(cut, 'line')} came too fast to read
        </span>
      )}
      {rejected > 0 && (
        <span class="status-trouble" title="The page sent lines that are not events">
          {number.format(rejected)} rejected
        </span>
      )}
      {errors > 0 && (
        <span
          class="status-trouble"
          title={`The extension’s own code failed in the page, which did not notice. Last: ${lastError}`}
        >
          {count(errors, 'probe error')}
        </span>
      )}
    </div>
  );
}

const count = (n: number, word: string) => `${number.format(n)} ${word}${n === 1 ? '' : 's'}`;
const withoutScheme = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');
