import { useEffect, useRef, useState } from 'preact/hooks';
import { listed } from '../../core/explanation/format.ts';
import type { Command } from '../../core/protocol/commands.ts';
import type { LiveEvent } from '../../core/protocol/events.ts';
import type { TextLine } from '../../core/protocol/text-span.ts';
import { read } from '../../core/recording/recording.ts';
import { createRecordingLines, hasLines } from '../../core/recording/recording-lines.ts';
import { type Clock, createReplay, type Replay } from '../../core/recording/replay.ts';
import type { Session } from '../../core/session.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { checkFile } from './file-pieces.ts';
import type { Loading } from './loading-bar.tsx';
import { readInPieces } from './read-in-pieces.ts';
import { beginningOf, readFile } from './recording-file.ts';
import { isGzip } from './unpacked-pieces.ts';

export interface ReplayOwner {
  session: Session;
  clock: Clock;
  send(command: Command): void;
  /** A recording is about to be shown. */
  onOpen(): void;
  /** The page is about to play it from the beginning. */
  onBegin(): void;
}

/** A file up to so many bytes is read whole, and changes nothing when it is broken. */
const WHOLE = 4 * 1024 * 1024;
/** Characters in which the layout of a file shows. */
const BEGINNING = 65_536;

/** The recording that is open for replay, if one is, and why the last file could not be opened. */
export function useReplay({ session, clock, send, onOpen, onBegin }: ReplayOwner) {
  const [open, setOpen] = useState<{ name: string; replay: Replay }>();
  const [loading, setLoading] = useState<Loading>();
  const [error, setError] = useState('');
  const [, redraw] = useState(0);
  const [over, setOver] = useState('');
  const replay = open?.replay;
  /** The document that it is played into. */
  const stage = useRef<string>(undefined);
  const { load } = session.status();

  useEffect(() => {
    if (stage.current === undefined || stage.current === load) return;
    stage.current = undefined;
    replay?.stop();
    setOver('The page was left or reloaded: this ended the replay.');
  }, [replay, load]);

  useEffect(() => replay?.subscribe(() => redraw((n) => n + 1)), [replay]);

  function offer(name: string, recording: { events: Iterable<LiveEvent>; inputs?: number }): void {
    const replay = createReplay({ recording, clock, sink: send });
    // What is read little by little is read for this when it is first played.
    if (recording.inputs === undefined) replay.prepare();
    setOpen({ name, replay });
  }

  /** Opens a file, paused. */
  async function openFile(file: File): Promise<void> {
    loading?.cancel?.();
    if (file.size <= WHOLE && !(await isGzip(file))) return openWhole(file);
    if (hasLines(await beginningOf(file, BEGINNING))) return openLines(file);
    setLoading({ name: file.name, share: undefined, cancel: undefined });
    await nextPicture();
    try {
      await openWhole(file);
    } finally {
      setLoading(undefined);
    }
  }

  async function openWhole(file: File): Promise<void> {
    const found = await readFile(file);
    const parsed = found.ok ? read(found.text) : found;
    if (!parsed.ok) {
      setError(parsed.error);
      return;
    }
    begin();
    offer(file.name, parsed.recording);
    session.open(parsed.recording.events);
  }

  function begin(): void {
    setError('');
    setOver('');
    stage.current = undefined;
    replay?.stop();
    onOpen();
  }

  /**
   * Opens a large file, and shows what is read of it meanwhile. It is gone through once before that: of one that is broken
   * or cancelled by then nothing is shown, and what is open stays. Stopped later, what was read stays, and is said to be a part.
   */
  async function openLines(file: File): Promise<void> {
    const { name } = file;
    const stop = new AbortController();
    const { signal } = stop;
    let inputs = 0;
    let show = () => {};
    let add: (line: TextLine, event: LiveEvent) => void = () => {};
    const lines = createRecordingLines(
      () => {
        begin();
        setOpen(undefined);
        ({ add, show } = session.opening());
      },
      (line, event) => {
        if (isInput(event)) inputs += 1;
        add(line, event);
      },
    );
    const showShare = (share: number, shown = false) => setLoading({ name, share, cancel: () => stop.abort(), shown });
    showShare(0);
    const broken = await checkFile(file, { signal, onProgress: (share) => showShare(share / 2) });
    if (signal.aborted || broken !== undefined) {
      setLoading(undefined);
      if (broken !== undefined) setError(broken);
      return;
    }
    let part = 0;
    const onProgress = (share: number) => {
      part = share;
      show();
      showShare((1 + share) / 2, true);
    };
    const wrong = await readInPieces(file, lines, { signal, onProgress });
    setLoading(undefined);
    // A file that was good a moment ago is another one now.
    if (wrong !== undefined) session.clear();
    if (wrong !== undefined) setError(wrong);
    else if (signal.aborted) setError(`Stopped: only the first ${Math.floor(part * 100)} % of ${name} was read.`);
    show();
    if (!signal.aborted && wrong === undefined && inputs > 0) offer(name, { events: eventsOf(session.trace), inputs });
  }

  function act(move: (replay: Replay) => void): void {
    if (!replay) return;
    replay.prepare();
    if (replay.refusal !== '' || obstacleTo(replay, session) !== undefined) {
      redraw((n) => n + 1);
      return;
    }
    if (replay.position === 0) onBegin();
    setOver('');
    stage.current = load;
    move(replay);
  }

  return {
    open,
    loading,
    error,
    /** Why nothing of it can be played into this page, as far as that is known. */
    obstacle: replay && obstacleTo(replay, session),
    /** What ended it, where that was not its own end. */
    over,
    openFile,
    dismissError: () => setError(''),
    play: () => act((it) => it.play()),
    step: () => act((it) => it.step()),
    /** The page's collections go back to the network. */
    close() {
      stage.current = undefined;
      setOver('');
      replay?.stop();
      setOpen(undefined);
    },
  };
}

/** One sentence; nothing where some of it can be played, or the recording is not read yet. */
function obstacleTo({ channels = [] }: Replay, { present }: Session): string | undefined {
  if (channels.length === 0 || channels.some((channel) => present.on(channel) === 'live')) return undefined;
  const foreign = channels.find((channel) => present.on(channel) === 'foreign');
  if (foreign !== undefined)
    return `Nothing to play into: the collection on ${foreign} is not a LiveCollection, and takes no recording.`;
  return `Nothing to play into: no LiveCollection on ${listed(channels)} was found in this page.`;
}

const isInput = ({ layer, kind }: LiveEvent) =>
  layer === 'collection' && (kind === 'message' || kind === 'request' || kind === 'response');

/** Resolves once what is to be shown can be seen; a document that is hidden shows nothing. */
async function nextPicture(): Promise<void> {
  if (!document.hidden) await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
}

/** The events of a trace, each parsed when it is asked for. */
function eventsOf(trace: Trace): Iterable<LiveEvent> {
  return {
    *[Symbol.iterator]() {
      for (let i = trace.first; i < trace.end; i += 1) yield trace.event(i);
    },
  };
}
