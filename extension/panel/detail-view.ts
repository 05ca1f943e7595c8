/** All that the detail pane says about one row. */
export interface DetailView {
  /** The event's index in the trace. */
  index: number;
  title: string;
  detail: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Page-wide facts of the event in a word each: lane, channel, id … */
  properties: readonly { name: string; value: string }[];
  decisions: readonly { index: number; decision: string; sentence: string; facts: unknown }[];
  related: readonly RelatedEvent[];
  /** What the event carries: a message, a body, attributes. */
  values: readonly { heading: string; value: unknown }[];
}

/** Another event that belongs to the same story. */
export interface RelatedEvent {
  index: number;
  /** What it is to the story: request, response, message, decision, subscription. */
  role: string;
  title: string;
  /** Milliseconds after the selected event; negative when it came before. */
  after: number;
}
