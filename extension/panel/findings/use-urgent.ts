import { useEffect, useRef, useState } from 'preact/hooks';
import type { Muted } from '../../core/findings/muted.ts';
import type { Session } from '../../core/session.ts';
import { countsHeard } from './finding-count.ts';

/**
 * The findings open by themselves when something is wrong and nothing is selected: once, until the user goes to another
 * view or nothing is wrong any more. What the user chose as view stays chosen.
 */
export function useUrgent(session: Session, muted: Muted, isSelected: boolean): { isOpen: boolean; leave(): void } {
  const [isOpen, setOpen] = useState(false);
  /** The user has been there, or has gone elsewhere since something is wrong. */
  const isLeft = useRef(false);
  const { error } = countsHeard(session, muted);
  useEffect(() => {
    if (error === 0) {
      isLeft.current = false;
      return;
    }
    if (!isSelected && !isLeft.current) setOpen(true);
  }, [error > 0, isSelected]);
  return {
    isOpen,
    leave() {
      isLeft.current = true;
      setOpen(false);
    },
  };
}
