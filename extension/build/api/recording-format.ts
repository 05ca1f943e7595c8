/**
 * The file that the panel exports: one JSON document, `Recording`, with `format: 'livecollection-recording'` and `version: 1`.
 * The same as a JSON Schema: `recording.schema.json`. `EVENT_FIELDS` says which fields the events of each kind have.
 *
 * @module recording-format
 */
export type { Mark } from '../../core/marks/mark.ts';
export {
  EVENT_FIELDS,
  type Layer,
  type LiveEvent,
  type LiveEventOf,
  MAX_LOAD,
  type Numbered,
  type Shapes,
} from '../../core/protocol/events.ts';
export { FORMAT, type Recording, type RecordingMeta, VERSION } from '../../core/recording/recording.ts';
