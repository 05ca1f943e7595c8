import faye from 'faye';
import { onTestFinished } from 'vitest';
import type { Envelope } from '../../devserver/live-resource/index.ts';

/** A real Faye client on a real websocket that keeps what it hears. */
export interface Subscriber {
  readonly heard: Envelope[];
  /** Resolves with all that was heard once it is at least `count` messages. */
  messages(count: number): Promise<Envelope[]>;
}

/** Subscribes, and resolves when the server has acknowledged it. */
export async function subscribe(
  origin: string,
  channel = '/api/todos',
  { disable = [] as 'websocket'[] } = {},
): Promise<Subscriber> {
  const client = new faye.Client(`${origin}/faye`);
  for (const transport of disable) client.disable(transport);
  onTestFinished(() => {
    // Not awaited: it resolves with the server's answer, and the server may be gone first.
    void client.disconnect();
  });
  const heard: Envelope[] = [];
  const waiting = new Set<() => void>();
  await client.subscribe(channel, (message) => {
    heard.push(message as Envelope);
    for (const check of waiting) check();
  });

  return {
    heard,
    messages: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (heard.length < count) return;
          waiting.delete(check);
          resolve([...heard]);
        };
        waiting.add(check);
        check();
      }),
  };
}
