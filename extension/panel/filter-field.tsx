import type { Ref } from 'preact';
import { Icon } from './icon.tsx';

export interface FilterFieldProps {
  query: string;
  /** Rows that match. */
  shown: number;
  /** Events that were looked through; some share a row. */
  events: number;
  field: Ref<HTMLInputElement>;
  onQuery(query: string): void;
  /** Escape in an empty field, or Enter: the user is done here. */
  onLeave(): void;
}

const number = new Intl.NumberFormat('en-US');

/** The text filter; while it holds rows back it says how many are left of how many events. */
export function FilterField({ query, shown, events, field, onQuery, onLeave }: FilterFieldProps) {
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && query) onQuery('');
    else if (event.key === 'Escape' || event.key === 'Enter') onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <search class="filter">
      <Icon name="search" />
      <input
        ref={field}
        type="text"
        placeholder="Filter"
        aria-label="Filter the events"
        title="Text in any column or in the message ( / or Ctrl+F )"
        spellcheck={false}
        autocomplete="off"
        value={query}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {query && (
        <>
          <output class="filter-count">
            {number.format(shown)} of {number.format(events)}
          </output>
          <button
            type="button"
            class="tool tool-small"
            aria-label="Clear the filter"
            title="Clear the filter"
            onClick={() => onQuery('')}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </search>
  );
}
