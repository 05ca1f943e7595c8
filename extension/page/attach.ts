import type { LiveRegistry, REGISTRY_KEY } from '../../devserver/live-collection/registry.ts';
import type { Channel, Undo } from '../channel/channel.ts';
import { ASK, DETACH, PRESENT, WAKE } from '../channel/internal-protocol.ts';
import { type BatchClock, createBuffer } from './buffer.ts';
import { callStack } from './call-stack.ts';
import { readCommand } from './command.ts';
import { unmark } from './inspected-mark.ts';
import { createLeftOut } from './left-out.ts';
import { listen } from './listen.ts';
import { loadReport } from './load-report.ts';
import { type ReplayStage, STAGE } from './replay/replay-target.ts';
import { type AllTaps, tapAll } from './taps/all.ts';
import type { Tap } from './taps/tap.ts';

/** Errors of our own that are told one by one; a tap that fails at every message would drown everything else. */
const MAX_ERRORS = 100;

export interface ProbeOptions {
  window: Window & { [REGISTRY_KEY]?: LiveRegistry; [STAGE]?: ReplayStage };
  channel: Channel;
  /** `wake` is called with what the bridge says when a time is over that it was asked to wait. */
  clock: BatchClock & { wake?(id: string): void };
  /** When the document began, ms since the epoch. */
  timeOrigin?: number;
  /** Names the document. */
  load: string;
  /** `early`: before the page's first script. */
  attach: 'early' | 'late';
  /** The window whose documents the panel speaks of; documents of others are frames. By default the outermost. */
  top?: Window | null;
}

/** Begins to look at a page. The undo, or `DETACH` on the channel, puts everything back as it was. */
export function attachProbe(options: ProbeOptions): Undo {
  const {
    window,
    channel,
    clock,
    load,
    attach,
    top = window.top,
    timeOrigin = window.performance.timeOrigin,
  } = options;
  const { document, location } = window;
  let recording = true;
  let stacks = false;
  let errors = 0;
  let taps: AllTaps | undefined;
  const leftOut = createLeftOut(() => location.href);
  const buffer = createBuffer({
    load,
    clock,
    describe: () => ({ url: location.href, recording }),
    send(text) {
      if (channel.send(text)) return;
      // Nobody takes it: the extension was reloaded or removed under the page, and a reader will never come again.
      unmark(window);
      detach();
    },
  });

  const tap: Tap = {
    report: (report) =>
      guarded('report', () => {
        const rest = leftOut.rest(report);
        if (rest) buffer.append(rest);
      }),
    // A frame of which something may be left out is told as a report.
    frame: (connection, text) => leftOut.said === '' && buffer.appendFrame(connection, text),
    guarded,
    later: (work) => clock.after(0, () => guarded('later', work)),
    stack: () => (stacks ? callStack() : undefined),
  };

  function guarded(where: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      errors += 1;
      if (errors > MAX_ERRORS) return;
      tellError(describe(error) + (errors === MAX_ERRORS ? ' (the last one told)' : ''), where);
    }
  }

  /** In a page whose `toJSON`s throw not even this can be written. Then nothing is: the page is to see nothing of it. */
  function tellError(message: string, where: string): void {
    try {
      buffer.append({ layer: 'page', kind: 'probe-error', message, where });
    } catch {}
  }

  const sayRecording = () =>
    buffer.append({ layer: 'page', kind: 'recording', on: recording, without: leftOut.said || undefined });

  /** Not recording means not looking: the page's collections and clients have no observer, and build no report. */
  function look(): void {
    if (recording) taps ??= tapAll(tap, window);
    else {
      taps?.undo();
      taps = undefined;
    }
  }

  const unlisten = channel.listen((text) =>
    guarded('command', () => {
      if (text === DETACH) return detach();
      if (text === ASK) {
        buffer.forgetReaders();
        channel.send(PRESENT);
        return;
      }
      if (text.startsWith(WAKE)) return clock.wake?.(text.slice(WAKE.length));
      const command = readCommand(text);
      taps?.look();
      if (command?.type === 'hello') buffer.hello(command);
      else if (command?.type === 'record') {
        if (command.on === recording) return;
        recording = command.on;
        sayRecording();
        look();
      } else if (command?.type === 'without') {
        if (command.entries.join(', ') === leftOut.said) return;
        leftOut.set(command.entries);
        buffer.rewrite(leftOut.restOfLine);
        sayRecording();
        // What is recorded again begins with what it is now.
        taps?.describe();
      } else if (command?.type === 'stacks') stacks = command.on;
      else if (command?.type === 'bound') buffer.setBound(command.bytes);
      else if (command?.type === 'whole') {
        // Every document of the page hears it.
        if (command.load === load) buffer.tellWhole(command);
      } else if (command?.type === 'describe') {
        taps?.describe();
      } else if (command?.type === 'stage/end') window[STAGE]?.end();
      else if (command) stageOf(window).act(command);
    }),
  );
  const say = (state: string) => tap.report({ layer: 'page', kind: 'lifecycle', state });
  const leaveDocument = listen(document, [
    [window, 'pagehide', () => guarded('pagehide', buffer.flush)],
    [window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && say('restore')],
    [document, 'prerenderingchange', () => say('activate')],
  ]);

  function detach(): void {
    guarded('stage', () => window[STAGE]?.end());
    delete window[STAGE];
    recording = false;
    look();
    buffer.forgetReaders();
    leaveDocument();
    unlisten();
  }

  tap.report(loadReport(window, { attach, began: timeOrigin, isTop: window === top }));
  // A page that runs already can wait for a task of its own: to come takes about as long as to look.
  if (attach === 'late') tap.later(look);
  else look();
  return detach;
}

/** @throws when none was brought: the panel could not, or the document is younger than the replay */
function stageOf(scope: { [STAGE]?: ReplayStage }): ReplayStage {
  const stage = scope[STAGE];
  if (!stage) throw new Error('Nothing here can act out a replay: begin it again.');
  return stage;
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'what was thrown is no text';
  }
}
