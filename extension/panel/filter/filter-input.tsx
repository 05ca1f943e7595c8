import type { RefObject } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Completions } from '../../core/query/complete.ts';
import type { QueryError } from '../../core/query/syntax.ts';
import { FilterCompletions, optionId } from './filter-completions.tsx';

export interface FilterInputProps {
  query: string;
  error: QueryError | undefined;
  field: RefObject<HTMLInputElement | null>;
  complete(query: string, caret: number): Completions;
  onQuery(query: string): void;
  /** Escape in an empty field, or Enter: the user is done here. */
  onLeave(): void;
}

/**
 * Where a query is written: a combobox whose list offers what the word at the caret may become, after
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. The place that cannot be read is underlined, and told below.
 */
export function FilterInput({ query, error, field, complete, onQuery, onLeave }: FilterInputProps) {
  const id = useId();
  const under = useRef<HTMLDivElement>(null);
  const [offer, setOffer] = useState<Completions>();
  const [active, setActive] = useState(-1);
  const items = offer?.items ?? [];
  const chosen = items[active];
  const isTyping = error !== undefined && offer !== undefined && items.length > 0 && isWithin(offer, error);
  /** What can still be completed is not wrong yet. */
  const told = isTyping ? undefined : error;

  function close() {
    setOffer(undefined);
    setActive(-1);
  }
  function open(input: HTMLInputElement) {
    setOffer(complete(input.value, input.selectionStart ?? input.value.length));
    setActive(-1);
  }
  function scroll(input: HTMLInputElement) {
    if (under.current) under.current.style.translate = `${-input.scrollLeft}px`;
  }
  function pick(input: HTMLInputElement, text: string) {
    if (!offer) return;
    const next = query.slice(0, offer.from) + text + query.slice(offer.to).trimStart();
    const caret = offer.from + text.length;
    input.value = next;
    input.setSelectionRange(caret, caret);
    onQuery(next);
    // A field's name asks for its value at once.
    if (/[:.]$/.test(text)) open(input);
    else close();
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLInputElement }) {
    const input = event.currentTarget;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!offer) open(input);
      else if (items.length > 0)
        setActive((active + (key === 'ArrowDown' ? 1 : items.length + (active < 0 ? 1 : 0) - 1)) % items.length);
    } else if ((key === 'Enter' || key === 'Tab') && chosen) pick(input, chosen.text);
    else if (key === 'Escape' && items.length > 0) close();
    else if (key === 'Escape' && query) onQuery('');
    else if (key === 'Escape' || key === 'Enter') {
      close();
      onLeave();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <div class="filter-text">
        <div class="filter-under" aria-hidden="true" ref={under}>
          {told && (
            <>
              {query.slice(0, told.from)}
              <u>{query.slice(told.from, told.to)}</u>
            </>
          )}
        </div>
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen ? optionId(id, active) : undefined}
          aria-invalid={told !== undefined}
          aria-describedby={told ? `${id}-error` : undefined}
          placeholder="Filter: text, channel:/api/*, decision:held, latency:>50 …"
          aria-label="Filter the events"
          title="Text, or field:value ( / or Ctrl+F )"
          spellcheck={false}
          autocomplete="off"
          value={query}
          onInput={(event) => {
            onQuery(event.currentTarget.value);
            open(event.currentTarget);
          }}
          onScroll={(event) => scroll(event.currentTarget)}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
      </div>
      {(items.length > 0 || told) && (
        <div class="filter-drop">
          <FilterCompletions
            id={id}
            items={items}
            active={active}
            onPick={(text) => field.current && pick(field.current, text)}
          />
          {told && (
            <p id={`${id}-error`} class="filter-error">
              <strong>{told.message}</strong> {told.advice}
            </p>
          )}
        </div>
      )}
    </>
  );
}

const isWithin = (word: Completions, error: QueryError) => error.from >= word.from && error.to <= word.to;
