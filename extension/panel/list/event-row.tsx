import { Component } from 'preact';
import { escapeControls } from '../../core/detail/control-characters.ts';
import { timeOfDay, timeSpan } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';
import { DecisionBadge } from './decision-badge.tsx';
import type { RowView } from './row-view.ts';

export interface EventRowProps {
  /** DOM id, for `aria-activedescendant`. */
  id: string;
  row: RowView;
  /** Its number for a screen reader: the header is 1, the first row 2. */
  number: number;
  selected: boolean;
  /** `cause`: request, response, message or decision of the selected row; `same`: about the same document. */
  relation: 'cause' | 'same' | undefined;
  /** Does it match the filter, where that is marked? */
  match: 'yes' | 'no' | undefined;
  /** What it is evidence of: the title of a finding that is not over. */
  mark: string | undefined;
  /** Milliseconds since the row above. */
  since: number;
  /** The same function for as long as it can be: another one draws the row again. */
  onSelect(index: number): void;
}

/**
 * One event in one line. A load or a loss is a band across all columns. The keys are the grid's business. Drawn only when
 * something of it is another: of the rows in sight most are what they were in the picture before.
 */
export class EventRow extends Component<EventRowProps> {
  override shouldComponentUpdate(next: EventRowProps): boolean {
    const names = Object.keys(next) as (keyof EventRowProps)[];
    return names.some((name) => next[name] !== this.props[name]);
  }

  override render() {
    const { id, row, number, selected, relation, match, mark, since, onSelect } = this.props;
    return (
      <tr
        id={id}
        class={row.band ? `row band band-${row.band}` : 'row'}
        aria-rowindex={number}
        aria-selected={selected}
        data-relation={relation}
        data-match={match}
        onMouseDown={(event) => {
          if (event.button === 0) onSelect(row.index);
        }}
      >
        <td class="time">
          <span class="clock">{timeOfDay(row.at)}</span>
          {match === 'yes' && <span class="visually-hidden"> matches</span>}
          <span class="delta">{timeSpan(since)}</span>
        </td>
        {row.band ? <Band row={row} /> : <Cells row={row} mark={mark} />}
      </tr>
    );
  }
}

function Band({ row }: { row: RowView }) {
  return (
    <td class="band-text" colSpan={6}>
      <Icon name={row.band === 'gap' ? 'warning' : 'page'} /> <b>{row.title}</b> {row.detail}
    </td>
  );
}

/** Each value is isolated: what is written from right to left turns nothing beside it. */
function Cells({ row, mark }: { row: RowView; mark: string | undefined }) {
  const channel = escapeControls(row.channel);
  return (
    <>
      <td class="lane" data-lane={row.lane}>
        <Icon name={row.icon} /> <span class="word">{row.lane}</span>
      </td>
      <td class="channel" title={channel}>
        <bdi>{channel}</bdi>
      </td>
      <td class="method">{row.method}</td>
      <td class="id" title={escapeControls(row.id)}>
        <bdi>{escapeControls(row.id)}</bdi>
      </td>
      <td class="summary" title={[row.title, channel, row.detail].filter(Boolean).join(' ')}>
        <bdi>{row.title}</bdi> <span class="summary-channel" data-channel={channel} />
        <bdi class="summary-detail">{row.detail}</bdi>
      </td>
      <td class="decisions">
        {mark !== undefined && (
          <span class="row-mark" title={`Finding: ${mark}`}>
            <Icon name="warning" /> <span class="visually-hidden">Finding: {mark}. </span>
          </span>
        )}
        {row.decisions.map((one) => (
          <DecisionBadge key={one.decision} {...one} />
        ))}
        <bdi class="reason">{row.reason}</bdi>
      </td>
    </>
  );
}
