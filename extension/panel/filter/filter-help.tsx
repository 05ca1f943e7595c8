import { FIELDS } from '../../core/query/fields.ts';

/** How terms are put together; each example can be tried. */
const WAYS: readonly { example: string; hint: string }[] = [
  { example: 'milk', hint: 'text anywhere in the event' },
  { example: '"buy milk"', hint: 'words side by side' },
  { example: 'milk -kind:change', hint: 'both; - or NOT before what must not be' },
  { example: 'id:7 OR (id:8 is:held)', hint: 'either' },
];

export interface FilterHelpProps {
  /** Tries an example. Without it they are only read. */
  onUse?: (example: string) => void;
}

/** What a filter can ask, each with an example. A row is found by all that it shows, its decisions too. */
export function FilterHelp({ onUse }: FilterHelpProps) {
  return (
    <dl class="filter-help">
      {[...WAYS, ...FIELDS].map(({ example, hint }) => (
        <div key={example}>
          <dt>
            {onUse ? (
              <button type="button" class="example" onClick={() => onUse(example)}>
                {example}
              </button>
            ) : (
              <code>{example}</code>
            )}
          </dt>
          <dd>{hint}</dd>
        </div>
      ))}
    </dl>
  );
}
