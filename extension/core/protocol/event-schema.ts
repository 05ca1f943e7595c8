import { EVENT_FIELDS, MAX_LOAD } from './events.ts';

/** A JSON Schema, or a part of one: https://json-schema.org/draft/2020-12 */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Fields of type `json` may be anything, or be missing, as `whatIsWrongWith` has it. */
const FIELD_SCHEMAS: Readonly<Record<string, JsonSchema | undefined>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
};

/** What every event has, whatever its layer and kind. */
const COMMON = {
  load: { type: 'string', minLength: 1, maxLength: MAX_LOAD, description: 'Names the document.' },
  seq: {
    type: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Counts the events of one load, from 1, without holes.',
  },
  at: { type: 'number', description: 'Milliseconds since the epoch, fractional.' },
  marks: { description: 'What of the event is not in it as it was in the page.' },
};

/**
 * The JSON Schema of one event, made from the table in `events.ts`: it accepts what `isLiveEvent` accepts. Fields that the
 * table does not have are allowed, since a newer probe may report more.
 */
export function eventSchema(): JsonSchema {
  const kinds = Object.entries(EVENT_FIELDS).flatMap(([layer, table]) =>
    Object.entries(table).map(([kind, fields]) => kindSchema(layer, kind, fields)),
  );
  return { oneOf: kinds };
}

function kindSchema(layer: string, kind: string, fields: Readonly<Record<string, string>>): JsonSchema {
  const own = Object.entries(fields).map(([name, spec]) => ({
    name,
    isRequired: !spec.endsWith('?') && !spec.startsWith('json'),
    schema: FIELD_SCHEMAS[spec.replace('?', '')] ?? {},
  }));
  const required = own.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    title: `${layer}/${kind}`,
    type: 'object',
    properties: {
      layer: { const: layer },
      kind: { const: kind },
      ...COMMON,
      ...Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    },
    required: ['layer', 'kind', 'load', 'seq', 'at', ...required],
  };
}
