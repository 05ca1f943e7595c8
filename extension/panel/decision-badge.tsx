import { decisionFamily } from './decision-family.ts';
import { Icon } from './icon.tsx';

export interface DecisionBadgeProps {
  decision: string;
  /** Told on hover. */
  reason?: string | undefined;
  /** What should have been decided instead, where that is another thing. */
  expected?: string | undefined;
}

/** A decision as a word, with the shape and the colour of its family; a wrong one is a warning that names the right one. */
export function DecisionBadge({ decision, reason, expected }: DecisionBadgeProps) {
  const family = expected === undefined ? decisionFamily(decision) : 'warning';
  return (
    <span class="badge" data-family={family} title={reason}>
      <Icon name={family} />
      {decision}
      {expected !== undefined && `, not ${expected}`}
    </span>
  );
}
