import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { counted } from '../../core/explanation/format.ts';
import { hit } from '../../core/lanes/hit-test.ts';
import type { Lane, LaneKind } from '../../core/lanes/lane.ts';
import { matchColumns } from '../../core/lanes/match-columns.ts';
import { ticks } from '../../core/lanes/ticks.ts';
import { panned, showing, spanOfWindow, type TimeWindow, zoomed } from '../../core/lanes/time-window.ts';
import { assignRef } from '../controls/assign-ref.ts';
import { JumpToLatest } from '../list/jump-to-latest.tsx';
import type { ViewProps } from '../view.ts';
import { describe, spoken } from './describe.ts';
import { actionOf } from './lane-keys.ts';
import { LaneLabels, nameOf } from './lane-labels.tsx';
import { lanesOf } from './lanes-of.ts';
import { laneAt, layOut } from './layout.ts';
import { overlayOf } from './overlay.ts';
import { Overview } from './overview.tsx';
import { Canvas } from './paint/canvas.tsx';
import { paintAxis } from './paint/paint-axis.ts';
import { paintLanes } from './paint/paint-lanes.ts';
import { paintOverlay } from './paint/paint-overlay.ts';
import { usePalette } from './paint/use-palette.ts';
import { Tooltip } from './tooltip.tsx';
import { useCatchUp } from './use-catch-up.ts';
import { useLabels } from './use-labels.ts';
import { useSize } from './use-size.ts';
import { type PointerPlace, useStagePointer } from './use-stage-pointer.ts';
import { useTimeWindow } from './use-time-window.ts';
import { ZoomTools } from './zoom-tools.tsx';

const AXIS_HEIGHT = 20;
/** CSS pixels between two times on the axis. */
const TICKS_APART = 84;
/** How near the pointer must be, in CSS pixels. */
const REACH = 7;
/** Times since the epoch are no more exact than this when they have been calculated with, in milliseconds. */
const EXACTNESS = 0.01;

/**
 * The keys are the timeline's own, hence an application; what it shows is said in words as the keys move.
 * Apart from the element, whose role the linter takes for none that has a focus.
 */
const STAGE = {
  role: 'application',
  tabIndex: 0,
  'aria-roledescription': 'timeline',
  'aria-label': 'Lanes',
  'aria-describedby': 'lanes-said',
} as const;

/** The timeline as lanes: requests, connections, messages and decisions over one axis of time. */
export function LanesView({ session, selected, following, focus, onSelect, onFollow, onOpen }: ViewProps) {
  const lanes = lanesOf(session);
  const behind = useCatchUp(lanes);
  const root = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const palette = usePalette(root);
  const size = useSize(stage);
  const label = useLabels(session, lanes);
  const { bounds, window, set } = useTimeWindow(lanes, following);
  const [folded, setFolded] = useState<ReadonlySet<LaneKind>>(new Set());
  const [scrollTop, setScrollTop] = useState(0);
  const [lane, setLane] = useState<Lane>();
  const [pointer, setPointer] = useState<PointerPlace>();

  const layout = useMemo(
    () => layOut(lanes.lanes, folded),
    [lanes.lanes, folded, lanes.lanes.reduce((rows, { bars }) => rows + bars.length, 0)],
  );
  const { width } = size;
  const scale = width / spanOfWindow(window);
  const place = selected === undefined ? undefined : lanes.placeOf(selected);
  const current = lanes.lanes.find((one) => one === (lane ?? place?.lane)) ?? place?.lane;
  const timeAt = (x: number) => window.from + x / scale;
  const hovered = pointer && eventAt(pointer);
  const axis = ticks(window, lanes.first, width, TICKS_APART);
  const { matches } = session.rows;
  const found = matches.filtered ? matchColumns(matches, session.trace.at, window, width) : [];

  function eventAt({ x, y }: PointerPlace): number | undefined {
    const found = laneAt(layout, y + scrollTop);
    return found && hit(found.laid.lane, found.row, timeAt(x), REACH / scale);
  }

  function choose(index: number | undefined): void {
    setLane(index === undefined ? undefined : lanes.placeOf(index)?.lane);
    onSelect(index);
  }

  /** Shows another window. One that does not reach the end follows no longer: it would be moved there again. */
  function look(next: TimeWindow): void {
    if (following && bounds && next.to < bounds.to - EXACTNESS) onFollow(false);
    set(next);
  }

  useStagePointer(stage, {
    onHover: setPointer,
    onClick(at) {
      const index = eventAt(at);
      choose(index);
      if (index === undefined) setLane(laneAt(layout, at.y + scrollTop)?.laid.lane);
      stage.current?.focus();
    },
    onDrag(dx, dy) {
      if (bounds) look(panned(window, -dx / scale, bounds));
      if (box.current) box.current.scrollTop -= dy;
    },
    onZoom: (factor, x) => bounds && look(zoomed(window, factor, timeAt(x), bounds)),
    onPan: (dx) => bounds && look(panned(window, dx / scale, bounds)),
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !bounds) return;
    const item = place && { index: place.index, start: place.start };
    const action = actionOf(event.key, {
      lanes: layout.lanes.map((laid) => laid.lane),
      lane: current,
      item,
      window,
      bounds,
    });
    if (!action) return;
    event.preventDefault();
    if (action.type === 'select') {
      setLane(action.lane);
      onSelect(action.item.index);
    } else if (action.type === 'lane') setLane(action.lane);
    else if (action.type === 'window') look(action.window);
    else if (action.type === 'open') onOpen();
    else onSelect(undefined);
  }

  // A selection comes into sight once: when it is made, here or elsewhere. After that the user may move away from it.
  useLayoutEffect(() => {
    if (!place || !bounds) return;
    if (place.end < window.from || place.start > window.to) set(showing(window, place.start, bounds));
  }, [selected, place === undefined]);
  useLayoutEffect(() => {
    const laid = layout.lanes.find((one) => one.lane === current);
    if (!laid || !box.current) return;
    const { scrollTop: top, clientHeight } = box.current;
    if (laid.top < top) box.current.scrollTop = laid.top;
    else if (laid.top + laid.height > top + clientHeight) box.current.scrollTop = laid.top + laid.height - clientHeight;
  }, [current, selected]);

  function fold(kind: LaneKind): void {
    const next = new Set(folded);
    if (!next.delete(kind)) next.add(kind);
    setFolded(next);
  }

  const description = selected === undefined ? undefined : describe(session, selected, place);
  const said = description && place ? spoken(nameOf(place.lane), description) : current ? nameOf(current) : '';
  const drawn = palette && width > 0 && bounds;
  // What is selected stays in sight.
  const isInSight = place && place.start >= window.from && place.start <= window.to;
  const middle = isInSight ? place.start : (window.from + window.to) / 2;
  const view = { window, width, palette };
  return (
    <div class="lanes" ref={root}>
      <div class="lanes-corner">
        <ZoomTools
          onZoom={(factor) => bounds && look(zoomed(window, factor, middle, bounds))}
          onFit={() => bounds && look(bounds)}
        />
        {!following && bounds && <JumpToLatest onClick={() => onFollow(true)} />}
      </div>
      <Overview lanes={lanes} bounds={bounds} window={window} palette={palette} ratio={size.ratio} onWindow={look} />
      <div class="lanes-corner lanes-status">{behind > 0 ? `${counted(behind, 'event')} to come` : ''}</div>
      <div class="lanes-axis">
        {drawn && (
          <Canvas
            class="lanes-canvas"
            width={width}
            height={AXIS_HEIGHT}
            ratio={size.ratio}
            paint={(context) =>
              paintAxis(context, { ...view, palette, ticks: axis, matches: found, height: AXIS_HEIGHT })
            }
          />
        )}
      </div>
      <div class="lanes-box" ref={box} onScroll={() => setScrollTop(box.current?.scrollTop ?? 0)}>
        <LaneLabels layout={layout} current={current} onLane={setLane} onFold={fold} />
        <div
          ref={(element) => {
            stage.current = element;
            assignRef(focus, element);
          }}
          class="lanes-stage"
          {...STAGE}
          {...{ onKeyDown }}
        >
          {drawn && (
            <>
              <Canvas
                class="lanes-canvas"
                {...size}
                paint={(context) =>
                  paintLanes(context, {
                    ...size,
                    ...view,
                    palette,
                    layout,
                    ticks: axis,
                    now: lanes.last,
                    scrollTop,
                    label,
                  })
                }
              />
              <Canvas
                class="lanes-canvas"
                {...size}
                paint={(context) =>
                  paintOverlay(context, {
                    ...size,
                    ...view,
                    palette,
                    scrollTop,
                    cursor: pointer && timeAt(pointer.x),
                    ...overlayOf(session, lanes, layout, window, width, selected, hovered),
                  })
                }
              />
            </>
          )}
        </div>
      </div>
      <p id="lanes-said" class="visually-hidden" aria-live="polite">
        {said}
      </p>
      {pointer && hovered !== undefined && (
        <Tooltip
          session={session}
          index={hovered}
          place={lanes.placeOf(hovered)}
          zero={lanes.first}
          pointer={pointer}
        />
      )}
    </div>
  );
}
