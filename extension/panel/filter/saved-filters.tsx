import { useEffect, useRef, useState } from 'preact/hooks';
import type { SavedFilter } from '../../core/settings.ts';
import { Tool } from '../controls/toolbar.tsx';

export interface SavedFiltersProps {
  /** The query that can be saved; '' for none. */
  query: string;
  saved: readonly SavedFilter[];
  onChange(saved: readonly SavedFilter[]): void;
  onApply(query: string): void;
}

/** Filters that are kept: apply, rename, delete, and save the one that holds. */
export function SavedFilters({ query, saved, onChange, onApply }: SavedFiltersProps) {
  const [renaming, setRenaming] = useState<number>();
  const isSaved = saved.some((one) => one.query === query);

  function rename(at: number, name: string) {
    setRenaming(undefined);
    if (name.trim() !== '') onChange(saved.map((one, n) => (n === at ? { ...one, name: name.trim() } : one)));
  }

  return (
    <div class="saved-filters">
      <h2>Saved filters</h2>
      {saved.length === 0 && <p class="soft">None yet. A filter that is saved is here again the next time.</p>}
      <ul>
        {saved.map((one, at) => (
          <li key={`${one.name} ${one.query}`}>
            {renaming === at ? (
              <NameField name={one.name} onName={(name) => rename(at, name)} />
            ) : (
              <button type="button" class="saved-filter" onClick={() => onApply(one.query)}>
                <span>{one.name}</span>
                {one.name !== one.query && <code>{one.query}</code>}
              </button>
            )}
            <Tool icon="rename" label={`Rename ${one.name}`} onClick={() => setRenaming(at)} />
            <Tool
              icon="close"
              label={`Delete ${one.name}`}
              onClick={() => onChange(saved.filter((_, n) => n !== at))}
            />
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="action"
        disabled={query.trim() === '' || isSaved}
        onClick={() => {
          onChange([...saved, { name: query, query }]);
          setRenaming(saved.length);
        }}
      >
        {isSaved ? 'The filter is saved' : 'Save the filter'}
      </button>
    </div>
  );
}

function NameField({ name, onName }: { name: string; onName(name: string): void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  /** In Chromium a field that is taken away while it has the focus says that it lost it: what was given up would be kept. */
  const isDone = useRef(false);
  function finish(told: string) {
    if (isDone.current) return;
    isDone.current = true;
    onName(told);
  }
  return (
    <input
      ref={field}
      type="text"
      aria-label="Name of the filter"
      maxLength={100}
      defaultValue={name}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(event.currentTarget.value);
        else if (event.key === 'Escape') finish(name);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
