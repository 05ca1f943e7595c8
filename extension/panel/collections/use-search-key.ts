import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** The key `/` goes to this field, and not to the panel's filter, which says nothing of models. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const elsewhere = event.target instanceof Element && event.target.closest('input, select, textarea, dialog');
      if (event.key !== '/' || elsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.select();
      field.current?.focus();
    }
    // Before the panel's own keys.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [field]);
}
