import { type Judgement, judgementText } from '../../core/explanation/judgement.ts';
import { Icon } from '../controls/icon.tsx';

export interface DecisionBadgeProps extends Judgement {
  /** Told on hover. */
  reason?: string | undefined;
}

/** A decision as a word, with the shape and the colour of its family; a wrong one is a warning that names the right one, an unsure one is outlined. */
export function DecisionBadge({ reason, ...judgement }: DecisionBadgeProps) {
  return (
    <span class="badge" data-family={judgement.family} data-withdrawn={judgement.isWithdrawn} title={reason}>
      <Icon name={judgement.family} />
      <span>{judgementText(judgement)}</span>
    </span>
  );
}
