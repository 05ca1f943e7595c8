import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Where the pointer is, in CSS pixels from the stage's top left corner, and from the window's. */
export interface PointerPlace {
  x: number;
  y: number;
  clientX: number;
  clientY: number;
}

export interface StagePointer {
  /** Nothing when the pointer has left, or drags. */
  onHover(place: PointerPlace | undefined): void;
  onClick(place: PointerPlace): void;
  /** By CSS pixels since the last call. */
  onDrag(dx: number, dy: number): void;
  /** `factor` above 1 shows more; `x` stays where it is. */
  onZoom(factor: number, x: number): void;
  /** Onward in time by so many CSS pixels. */
  onPan(dx: number): void;
}

/** How far a pointer may stray before a click is a drag, in CSS pixels. */
const STRAY = 4;
/** A line of a wheel that counts in lines, in CSS pixels. */
const LINE = 16;
const ZOOM_BY_WHEEL = 0.0022;
/** A pinch comes as a wheel with Ctrl, in smaller steps. https://developer.mozilla.org/docs/Web/API/Element/wheel_event */
const ZOOM_BY_PINCH = 0.01;

/** Drag pans, wheel and pinch zoom at the pointer, wheel with Shift pans, click chooses. */
export function useStagePointer(stage: RefObject<HTMLElement | null>, handlers: StagePointer): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    let down: { id: number; x: number; y: number; dragged: boolean } | undefined;
    const placeOf = ({ clientX, clientY }: MouseEvent): PointerPlace => {
      const { left, top } = element.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top, clientX, clientY };
    };
    function onDown(event: PointerEvent): void {
      if (event.button !== 0) return;
      down = { id: event.pointerId, x: event.clientX, y: event.clientY, dragged: false };
    }
    function onMove(event: PointerEvent): void {
      if (!down) {
        latest.current.onHover(placeOf(event));
        return;
      }
      const dx = event.clientX - down.x;
      const dy = event.clientY - down.y;
      if (!down.dragged && Math.hypot(dx, dy) < STRAY) return;
      if (!down.dragged) {
        element?.setPointerCapture(down.id);
        latest.current.onHover(undefined);
      }
      down = { id: down.id, x: event.clientX, y: event.clientY, dragged: true };
      latest.current.onDrag(dx, dy);
    }
    function onUp(event: PointerEvent): void {
      const clicked = down && !down.dragged;
      down = undefined;
      if (clicked) latest.current.onClick(placeOf(event));
    }
    function onWheel(event: WheelEvent): void {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
      const dx = event.deltaX * unit;
      const dy = event.deltaY * unit;
      if (event.ctrlKey) latest.current.onZoom(Math.exp(dy * ZOOM_BY_PINCH), placeOf(event).x);
      else if (event.shiftKey) latest.current.onPan(dx || dy);
      else if (Math.abs(dx) > Math.abs(dy)) latest.current.onPan(dx);
      else latest.current.onZoom(Math.exp(dy * ZOOM_BY_WHEEL), placeOf(event).x);
    }
    const onLeave = () => latest.current.onHover(undefined);
    const listening = new AbortController();
    const { signal } = listening;
    element.addEventListener('pointerdown', onDown, { signal });
    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerup', onUp, { signal });
    element.addEventListener('pointercancel', onUp, { signal });
    element.addEventListener('pointerleave', onLeave, { signal });
    // Not passive: the wheel would scroll the lanes as well.
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    return () => listening.abort();
  }, [stage]);
}
