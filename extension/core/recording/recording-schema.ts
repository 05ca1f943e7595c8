import { eventSchema, type JsonSchema } from '../protocol/event-schema.ts';
import { FORMAT, VERSION } from './recording.ts';

/** The JSON Schema of a recording, version 1, with the schema of its events. `npm run build` writes it to `dist/`. */
export function recordingSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A recording of LiveCollection DevTools',
    type: 'object',
    properties: {
      format: { const: FORMAT },
      version: { const: VERSION },
      createdAt: { type: 'string', description: 'ISO 8601.' },
      page: { type: 'string', description: 'The URL of the page.' },
      browser: { type: 'string', description: 'The browser that recorded, as it calls itself.' },
      marked: {
        type: 'boolean',
        description: 'Events say by `marks` what is shortened in them; older recordings do not.',
      },
      omitted: { type: 'integer', minimum: 0, description: 'Events that did not fit in the file.' },
      events: { type: 'array', items: { $ref: '#/$defs/event' } },
    },
    required: ['format', 'version', 'createdAt', 'page', 'browser', 'events'],
    $defs: { event: eventSchema() },
  };
}
