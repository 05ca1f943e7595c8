/** Zooming without wheel and keys. */
export function ZoomTools({ onZoom, onFit }: { onZoom(factor: number): void; onFit(): void }) {
  return (
    <fieldset class="lanes-tools" aria-label="Zoom">
      <button type="button" title="Zoom out ( − )" aria-label="Zoom out" onClick={() => onZoom(2)}>
        −
      </button>
      <button type="button" title="Zoom in ( + )" aria-label="Zoom in" onClick={() => onZoom(0.5)}>
        +
      </button>
      <button type="button" title="Show all ( 0 )" onClick={onFit}>
        All
      </button>
    </fieldset>
  );
}
