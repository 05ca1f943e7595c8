import type { Replay } from '../../core/recording/replay.ts';
import { Tool } from '../controls/toolbar.tsx';

export interface ReplayBarProps {
  /** The file's name. */
  name: string;
  /** What to show and to steer; the parent draws this bar again when the replay changes. */
  replay: Pick<Replay, 'state' | 'position' | 'length' | 'speed' | 'refusal' | 'pause' | 'setSpeed'>;
  /** Is there a page to play into? */
  connected: boolean;
  /** Why nothing of it can be played into that page. */
  obstacle: string | undefined;
  /** What ended it before its end, '' where nothing did. */
  over: string;
  /** Will there never be one? Then it is only read. */
  readOnly: boolean;
  onPlay(): void;
  onStep(): void;
  onClose(): void;
}

const SPEEDS = [0.25, 0.5, 1, 2, 5, 10];

/** The controls of a recording that is played into the page. It never starts by itself. */
export function ReplayBar({
  name,
  replay,
  connected,
  obstacle,
  over,
  readOnly,
  onPlay,
  onStep,
  onClose,
}: ReplayBarProps) {
  const { state, position, length, speed, refusal } = replay;
  const playing = state === 'playing';
  const still = state === 'ended' || length === 0 || refusal !== '' || !connected || obstacle !== undefined;
  return (
    <section class="replay" aria-label="Replay">
      <span class="replay-title">
        {readOnly ? 'Recording' : 'Replay'} <b title={name}>{name}</b>
      </span>
      {!readOnly && (
        <>
          <Tool
            icon={playing ? 'pause' : 'play'}
            label={playing ? 'Pause' : 'Play into the page'}
            disabled={still}
            onClick={playing ? () => replay.pause() : onPlay}
          />
          <Tool icon="step" label="Step: play the next input" disabled={still || playing} onClick={onStep} />
          <label class="replay-speed">
            <span class="visually-hidden">Speed</span>
            <select value={speed} onChange={(event) => replay.setSpeed(Number(event.currentTarget.value))}>
              {SPEEDS.map((factor) => (
                <option key={factor} value={factor}>
                  {factor}×
                </option>
              ))}
            </select>
          </label>
          <progress value={position} max={Math.max(1, length)} aria-label="Inputs played" />
          <span class="replay-position" role="status">
            {[over, (connected ? obstacle : undefined) ?? describe(replay, connected)].filter(Boolean).join(' ')}
          </span>
        </>
      )}
      {readOnly ? (
        <Tool icon="close" label="Dismiss" onClick={onClose} />
      ) : (
        <Tool icon="stop" label="Stop the replay: the collections listen again" onClick={onClose} />
      )}
    </section>
  );
}

function describe({ state, position, length, refusal }: ReplayBarProps['replay'], connected: boolean): string {
  if (length === 0) return 'holds no input of a live collection';
  if (refusal !== '') return refusal;
  if (!connected) return `${length} inputs, no page to play into`;
  return `${position} of ${length} · ${state}`;
}
