import { FilterHelp } from './filter-help.tsx';
import { Sheet } from './sheet.tsx';
import { ELEMENT_KEYS, type Shortcut } from './shortcuts.ts';

export interface KeySheetProps {
  shortcuts: readonly Shortcut[];
  onClose(): void;
}

/** Every key that does something here. */
export function KeySheet({ shortcuts, onClose }: KeySheetProps) {
  const everywhere = shortcuts.map(({ key, ctrl, label }) => ({
    keys: ctrl ? `Ctrl ${key.toUpperCase()}` : key,
    label,
  }));
  return (
    <Sheet title="Keys" onClose={onClose}>
      <div class="keys">
        {[{ where: 'Everywhere', keys: everywhere }, ...ELEMENT_KEYS].map(({ where, keys }) => (
          <section key={where}>
            <h3>{where}</h3>
            <dl>
              {keys.map(({ keys, label }) => (
                <div key={keys}>
                  <dt>
                    <kbd>{keys}</kbd>
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <section class="sheet-filter">
        <h3>In the filter</h3>
        <FilterHelp />
      </section>
    </Sheet>
  );
}
