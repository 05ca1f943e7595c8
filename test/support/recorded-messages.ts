/** A Bayeux message that a recording reports, by whichever tap saw it. */
export interface RecordedMessage {
  direction: 'sent' | 'received';
  layer: string;
  /** Of the wire that it went over; '' where the tap is not on a wire. */
  transport: string;
  channel: string;
  id: string;
  message: Record<string, unknown>;
}

/** The Bayeux messages in a recording's events, in order: one for each that an event carries. */
export function recordedMessages(events: readonly Record<string, unknown>[]): RecordedMessage[] {
  return events.flatMap(({ layer, kind, transport, text, message }) => {
    if (kind !== 'sent' && kind !== 'received') return [];
    const carried = layer === 'wire' ? JSON.parse(payloadOf(String(text))) : message;
    return [carried].flat().map((one: Record<string, unknown>) => ({
      direction: kind,
      layer: String(layer),
      transport: String(transport ?? ''),
      channel: String(one.channel),
      id: String(one.id ?? ''),
      message: one,
    }));
  });
}

/** A frame's JSON: some transports send it as a form, or as the call of a function. */
function payloadOf(text: string): string {
  const form = /(?:^|[?&])(message=.*)$/.exec(text)?.[1];
  if (form !== undefined) return new URLSearchParams(form).get('message') ?? '';
  return /^(?:\/\*\*\/)?[\w$.]+\((.*)\);?$/.exec(text)?.[1] ?? text;
}

/** The texts that the test's own messages on a channel carried, in order: what was published, or what was delivered. */
export function textsOn(channel: string, direction: 'sent' | 'received', messages: RecordedMessage[]): string[] {
  return messages.flatMap(({ message, ...one }) => {
    if (one.channel !== channel || one.direction !== direction) return [];
    const data = message.data as { text?: unknown } | undefined;
    return data === undefined ? [] : [String(data.text)]; // the answer to a publish has no data
  });
}

/** Messages that are told more than once: a direction, a channel and an id of the client's own count. */
export function toldTwice(messages: RecordedMessage[]): string[] {
  const counts = new Map<string, number>();
  for (const { direction, channel, id, message } of messages) {
    if (id === '' || (direction === 'received' && message.data !== undefined)) continue; // the id is the publisher's
    const name = `${direction} ${channel} ${id}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name}: ${count} times`);
}
