import { Sheet } from '../controls/sheet.tsx';
import { ELEMENT_KEYS, type ElementKeys, type Shortcut, signOf } from '../controls/shortcuts.ts';
import { FilterHelp } from '../filter/filter-help.tsx';
import type { PanelView } from '../view.ts';

export interface KeySheetProps {
  shortcuts: readonly Shortcut[];
  views: readonly PanelView[];
  onClose(): void;
}

/** Every key that does something here. */
export function KeySheet({ shortcuts, views, onClose }: KeySheetProps) {
  return (
    <Sheet title="Keys" onClose={onClose}>
      <div class="keys">
        <section>
          <h3>Everywhere</h3>
          <dl>
            {shortcuts.map(({ key, ctrl, label }) => (
              <Keys key={`${ctrl} ${key}`} signs={[`${ctrl ? 'Ctrl ' : ''}${signOf(key)}`]} label={label} />
            ))}
          </dl>
        </section>
        {views.map(({ label, keys }) => keys && <KeysOf key={label} where={`In ${label}`} keys={keys} />)}
        {ELEMENT_KEYS.map((group) => (
          <KeysOf key={group.where} {...group} />
        ))}
      </div>
      <section class="sheet-filter">
        <h3>What a filter can ask</h3>
        <FilterHelp />
      </section>
    </Sheet>
  );
}

function KeysOf({ where, keys }: ElementKeys) {
  return (
    <section>
      <h3>{where}</h3>
      <dl>
        {keys.map(({ keys, label }) => (
          <Keys key={label} signs={keys.map(signOf)} label={label} />
        ))}
      </dl>
    </section>
  );
}

function Keys({ signs, label }: { signs: readonly string[]; label: string }) {
  return (
    <div>
      <dt>
        {signs.map((sign) => (
          <kbd key={sign}>{sign}</kbd>
        ))}
      </dt>
      <dd>{label}</dd>
    </div>
  );
}
