import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Takes files that are dropped anywhere on the panel. True while one is held over it. */
export function useFileDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  // With the first picture, not some time after it: until then the browser would open the file in the panel's place.
  useLayoutEffect(() => {
    const undo = new AbortController();
    const on = <K extends 'dragover' | 'dragleave' | 'drop'>(type: K, listener: (event: DragEvent) => void) =>
      window.addEventListener(type, listener, { signal: undo.signal });
    on('dragover', (event) => {
      event.preventDefault(); // or the browser would open the file in the panel's place
      setOver(true);
    });
    on('dragleave', (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) latest.current(file);
    });
    return () => undo.abort();
  }, []);
  return over;
}
