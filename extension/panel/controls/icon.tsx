/**
 * The panel's pictures: paths in a box of 16 × 16, drawn in the colour of the text around them. They carry no meaning
 * alone: a word or an accessible name always stands beside them.
 */
const strokes = {
  record: '',
  clear: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M3.9 3.9l8.2 8.2',
  export: 'M8 2v7.5M4.8 6.6 8 9.8l3.2-3.2M2.5 10.5v3h11v-3',
  import: 'M8 9.8V2.2M4.8 5.4 8 2.2l3.2 3.2M2.5 10.5v3h11v-3',
  search: 'M6.8 2.5a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6M10 10l3.6 3.6',
  close: 'm4 4 8 8M12 4l-8 8',
  play: 'M4.5 2.8v10.4L13 8Z',
  pause: 'M5 3v10M11 3v10',
  step: 'M3.5 3v10L10 8ZM12.5 3v10',
  stop: 'M3.5 3.5h9v9h-9Z',
  copy: 'M5.5 5.5h8v8h-8ZM3 10.5h-.5v-8h8V3',
  down: 'M8 2.5v10M4 8.8l4 4 4-4',
  up: 'M8 13.5v-10M4 7.2l4-4 4 4',
  rename: 'm3 13 .6-3 7-7 2.4 2.4-7 7ZM9.2 4.4l2.4 2.4',
  star: 'm8 2 1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5Z',
  mark: 'm9.5 2.5 4 4-6.2 6.2H4.8L3 11ZM2.5 14h11',
  follow: 'M2.5 3h11M2.5 6.2h11M8 8.8v5M5.4 11.4 8 14l2.6-2.6',
  settings:
    'M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4',
  keys: 'M1.5 4h13v8h-13ZM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M5 9.4h6',
  help: 'M5.6 6.1a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.8M8 12.6v.2',
  pending: 'M3 8h.2M8 8h.2M13 8h.2',
  // views
  list: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  lanes: 'M2 3.5h6M5 8h8M8.5 12.5H14',
  subscriptions: 'M3 13a10 10 0 0 1 10-10M6.5 13A6.5 6.5 0 0 1 13 6.5M11.5 13h1v-1',
  // lanes
  page: 'M3.5 1.8h6l3 3v9.4h-9ZM9.5 1.8v3h3',
  wire: 'M1.5 8h2.7l1.7-4.5 3.3 9L11 8h3.5',
  request: 'M8 13.5v-11M4 6.3l4-4 4 4',
  response: 'M8 2.5v11M4 9.7l4 4 4-4',
  message: 'M2.2 3.2h11.6v7.6H7.5l-3 2.7v-2.7H2.2Z',
  collection: 'M2.5 5 8 2.2 13.5 5 8 7.8ZM2.5 8.2 8 11l5.5-2.8M2.5 11.2 8 14l5.5-2.8',
  // decision families
  applied: 'm3 8.5 3.4 3.5L13 4.5',
  held: 'M5.5 3.5v9M10.5 3.5v9',
  matched: 'M3 5.5h10M3 10.5h10',
  ignored: 'M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.8M4.4 11.6l7.2-7.2',
  removed: 'M3 8h10',
  unsure: 'M5.6 6.1a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.8M8 12.6v.2',
  warning: 'M8 2.2 14.5 13.5h-13ZM8 6.2v3.6M8 11.4v.6',
} as const;

export type IconName = keyof typeof strokes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" focusable="false">
      {name === 'record' ? <circle cx="8" cy="8" r="6" /> : <path d={strokes[name]} />}
    </svg>
  );
}
