import { shortId } from '../../core/explanation/short-names.ts';
import { Icon, type IconName } from '../controls/icon.tsx';
import type { ChosenModel } from './chosen-model.ts';

/** Ids shown at once. */
const SHOWN = 12;

export interface KnownIdsProps {
  label: string;
  icon: IconName;
  ids: ReadonlySet<string>;
  onChoose(model: ChosenModel): void;
}

/** Documents that are no models, or not any more: each opens its history. */
export function KnownIds({ label, icon, ids, onChoose }: KnownIdsProps) {
  if (ids.size === 0) return null;
  const newest = [...ids].slice(-SHOWN).reverse();
  return (
    <p>
      <Icon name={icon} /> {label}:
      {newest.map((id) => (
        <button key={id} type="button" class="chip" title={id} onClick={() => onChoose({ cid: undefined, id })}>
          {shortId(id)}
        </button>
      ))}
      {ids.size > SHOWN && <span class="soft">and {ids.size - SHOWN} more</span>}
    </p>
  );
}
