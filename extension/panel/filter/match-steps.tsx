import { Tool } from '../controls/toolbar.tsx';

export interface MatchStepsProps {
  matches: number;
  /** Which of them is selected, from 1; nothing when none is. */
  place: number | undefined;
  onStep(by: 1 | -1): void;
}

const number = new Intl.NumberFormat('en-US');

/** From match to match while the other rows are shown as well. */
export function MatchSteps({ matches, place, onStep }: MatchStepsProps) {
  const all = `${number.format(matches)} ${matches === 1 ? 'match' : 'matches'}`;
  return (
    <>
      <output class="filter-count">
        {place === undefined ? all : `${number.format(place)} of ${number.format(matches)}`}
      </output>
      <Tool icon="up" label="Previous match" shortcut="Shift+N" disabled={matches === 0} onClick={() => onStep(-1)} />
      <Tool icon="down" label="Next match" shortcut="N" disabled={matches === 0} onClick={() => onStep(1)} />
    </>
  );
}
