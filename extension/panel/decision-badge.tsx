import { decisionFamily } from './decision-family.ts';
import { Icon } from './icon.tsx';

/** A decision as a word, with the shape and the colour of its family; `reason` is told on hover. */
export function DecisionBadge({ decision, reason }: { decision: string; reason?: string | undefined }) {
  const family = decisionFamily(decision);
  return (
    <span class="badge" data-family={family} title={reason}>
      <Icon name={family} />
      {decision}
    </span>
  );
}
