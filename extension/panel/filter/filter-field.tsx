import type { RefObject } from 'preact';
import type { Completions } from '../../core/query/complete.ts';
import type { QueryError } from '../../core/query/syntax.ts';
import type { FilterMode, SavedFilter } from '../../core/settings.ts';
import { Popover } from '../controls/popover.tsx';
import { Tool } from '../controls/toolbar.tsx';
import { FilterHelp } from './filter-help.tsx';
import { FilterInput } from './filter-input.tsx';
import { MatchSteps } from './match-steps.tsx';
import { SavedFilters } from './saved-filters.tsx';

export interface FilterFieldProps {
  query: string;
  error: QueryError | undefined;
  /** How far a filter that takes long is, from 0 to 1. */
  progress: number | undefined;
  mode: FilterMode;
  saved: readonly SavedFilter[];
  /** Rows that match. */
  matches: number;
  /** Which of them the selected row is, from 1; nothing when it is none. */
  place: number | undefined;
  /** Events that were looked through; some share a row. */
  events: number;
  field: RefObject<HTMLInputElement | null>;
  complete(query: string, caret: number): Completions;
  onQuery(query: string): void;
  onMode(mode: FilterMode): void;
  onSaved(saved: readonly SavedFilter[]): void;
  onCancel(): void;
  /** On to the next match, or back to the one before. */
  onStep(by: 1 | -1): void;
  onLeave(): void;
}

const number = new Intl.NumberFormat('en-US');

/** The filter: what is looked for, how much there is of it, and what becomes of the rest. */
export function FilterField(props: FilterFieldProps) {
  const { query, error, progress, mode, saved, matches, place, events, onQuery, onMode, onSaved, onCancel } = props;
  const highlights = mode === 'highlight';
  return (
    <search class="filter-tools">
      <div class="filter">
        <FilterInput
          query={query}
          error={error}
          field={props.field}
          complete={props.complete}
          onQuery={onQuery}
          onLeave={props.onLeave}
        />
        {progress !== undefined && (
          <span class="filter-progress">
            <progress value={progress} aria-label="Filtering" />
            <button type="button" class="link" onClick={onCancel}>
              Cancel
            </button>
          </span>
        )}
        {query && !error && progress === undefined && !highlights && (
          <output class="filter-count">
            {number.format(matches)} of {number.format(events)}
          </output>
        )}
        {query && !error && progress === undefined && highlights && (
          <MatchSteps matches={matches} place={place} onStep={props.onStep} />
        )}
        {query && <Tool icon="close" label="Clear the filter" onClick={() => onQuery('')} />}
      </div>
      <Tool
        icon="mark"
        label="Highlight matches instead of hiding the rest"
        pressed={highlights}
        onClick={() => onMode(highlights ? 'hide' : 'highlight')}
      />
      <Popover icon="star" label="Saved filters">
        {(close) => (
          <SavedFilters
            query={error ? '' : query}
            saved={saved}
            onChange={onSaved}
            onApply={(next) => {
              onQuery(next);
              close();
            }}
          />
        )}
      </Popover>
      <Popover icon="help" label="What a filter can ask">
        {(close) => (
          <FilterHelp
            onUse={(example) => {
              onQuery(example);
              close();
            }}
          />
        )}
      </Popover>
    </search>
  );
}
