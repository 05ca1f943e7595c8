import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** `/` and Ctrl+F (⌘F) go to the filter field from anywhere in the panel; `/` stays a letter where one types. */
export function useFindKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const typing = event.target instanceof Element && event.target.matches('input, select, textarea');
      const find = event.key === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!find && (event.key !== '/' || typing)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [field]);
}
