import type { Channel } from '../channel/channel.ts';
import { FROM_PROBE, meetingPlace, TO_PROBE, windowChannel } from '../channel/window.ts';

/** The line to the probe in a frame of this origin: no port lies between, so it is the window's own channel. */
export interface FrameLine {
  /** Follows the documents that this frame shows; with nothing, the one that was followed is let go. */
  follow(frame: HTMLIFrameElement | null): void;
  /** Says whether anybody was there to hear it. */
  send(text: string): boolean;
}

export interface FrameLineEvents {
  /** A document has loaded, and its probe can be spoken to. */
  onOpen(): void;
  onClose(): void;
  onText(text: string): void;
}

export function createFrameLine({ onOpen, onClose, onText }: FrameLineEvents): FrameLine {
  let followed: HTMLIFrameElement | null = null;
  let channel: Channel | undefined;

  function close(): void {
    channel?.close();
    channel = undefined;
    onClose();
  }

  /** A navigation gives the frame another window, though it is reached by the same name. */
  function open(): void {
    channel?.close();
    const window = followed?.contentWindow;
    if (!window) return;
    channel = windowChannel(meetingPlace(window), { hear: FROM_PROBE, say: TO_PROBE });
    channel.listen(onText);
    onOpen();
  }

  return {
    follow(frame) {
      if (frame === followed) return;
      followed?.removeEventListener('load', open);
      if (followed) close();
      followed = frame;
      frame?.addEventListener('load', open);
    },
    send: (text) => channel?.send(text) ?? false,
  };
}
