import type { Ref } from 'preact';

/** Gives an element to a ref that somebody else made, of either kind. */
export function assignRef(ref: Ref<HTMLElement>, element: HTMLElement | null): void {
  if (typeof ref === 'function') ref(element);
  else if (ref) ref.current = element;
}
