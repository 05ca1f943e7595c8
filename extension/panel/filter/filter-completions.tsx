import type { Completion } from '../../core/query/complete.ts';

export interface FilterCompletionsProps {
  /** Of the combobox; its list and options are named after it. */
  id: string;
  items: readonly Completion[];
  /** The one that the keys have come to, or -1. */
  active: number;
  onPick(text: string): void;
}

/** DOM id of the `n`th option. */
export const optionId = (id: string, n: number) => `${id}-option-${n}`;

/** What the word at the caret may become. The keys are the field's business. */
export function FilterCompletions({ id, items, active, onPick }: FilterCompletionsProps) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label="Completions" class="completions">
      {items.map(({ text, hint }, n) => (
        <div
          key={text}
          id={optionId(id, n)}
          role="option"
          tabIndex={-1}
          aria-selected={n === active}
          class="completion"
          // The field keeps the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(text);
          }}
        >
          <code>{text.trim()}</code>
          <span class="soft">{hint}</span>
        </div>
      ))}
    </div>
  );
}
