import { useLayoutEffect, useRef } from 'preact/hooks';
import type { LanePlace } from '../../core/lanes/lanes.ts';
import { elapsed } from '../../core/lanes/ticks.ts';
import type { Session } from '../../core/session.ts';
import { timeOfDay } from '../controls/format-time.ts';
import { DecisionBadge } from '../list/decision-badge.tsx';
import { describe } from './describe.ts';
import type { PointerPlace } from './use-stage-pointer.ts';

export interface TooltipProps {
  session: Session;
  index: number;
  place: LanePlace | undefined;
  /** The beginning of the recording, in milliseconds since the epoch. */
  zero: number;
  pointer: PointerPlace;
}

/** CSS pixels between it, the pointer, and the edges of the panel. */
const AWAY = 14;
const EDGE = 4;

/** What is under the pointer, in words. Without a pointer, the same is said of what is selected. */
export function Tooltip({ session, index, place, zero, pointer }: TooltipProps) {
  const box = useRef<HTMLDivElement>(null);
  const description = describe(session, index, place);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { offsetWidth, offsetHeight } = element;
    const right = pointer.clientX + AWAY;
    const x = right + offsetWidth + EDGE > innerWidth ? pointer.clientX - AWAY - offsetWidth : right;
    const below = pointer.clientY + AWAY;
    const y = below + offsetHeight + EDGE > innerHeight ? pointer.clientY - AWAY - offsetHeight : below;
    element.style.transform = `translate(${Math.max(EDGE, x)}px, ${Math.max(EDGE, y)}px)`;
  });
  if (!description || !session.trace.has(index)) return null;
  const { title, detail, outcome, span, decisions } = description;
  const at = session.trace.at(index);
  return (
    <div ref={box} class="lanes-tooltip" aria-hidden="true">
      <div>
        <b>{title}</b> {[span, outcome].filter((part) => part !== '').join(' · ')}
      </div>
      {detail !== '' && <div class="soft">{detail}</div>}
      {decisions.map(({ reason, ...judgement }) => (
        <div key={judgement.decision}>
          <DecisionBadge {...judgement} /> {reason}
        </div>
      ))}
      <div class="soft">
        {timeOfDay(at)} · {elapsed(at - zero)}
      </div>
    </div>
  );
}
