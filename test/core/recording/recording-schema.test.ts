import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../../extension/core/protocol/event-schema.ts';
import { EVENT_FIELDS, isLiveEvent, type LiveEvent } from '../../../extension/core/protocol/events.ts';
import { write } from '../../../extension/core/recording/recording.ts';
import { recordingSchema } from '../../../extension/core/recording/recording-schema.ts';
import { createTrace } from '../../../extension/core/trace/trace.ts';
import { todosStory } from '../../panel/story.ts';
import { eventsOf } from '../../support/trace-language.ts';

const ajv = new Ajv2020();
const isRecording = ajv.compile(recordingSchema());
const isEvent = ajv.compile(eventSchema());

const META = { createdAt: '2026-01-02T03:04:05.000Z', page: 'http://localhost:3000/', browser: 'Firefox 153' };

const OTHER_LAYERS = `
  load http://localhost:3000/
  page recording on=false without=http
  page offline
  gap 5 3
  wire opened ws://localhost/faye       n=8
  wire sent /meta/connect id=4
  wire closed
  http request h1 POST /api/todos
  http failed h1 abort
  faye subscribe /api/todos handlers=1
  faye state state=connected
`;

function recordingOf(events: readonly LiveEvent[]): unknown {
  const trace = createTrace({ maxBytes: 10_000_000 });
  for (const event of events) trace.append(JSON.stringify(event), event);
  return JSON.parse(write(trace, META));
}

const SAMPLES: Readonly<Record<string, unknown>> = { string: 'a', number: 1.5, boolean: true, json: { a: [1] } };

/** An event of each kind with all of its fields, and its table. */
const samples = Object.entries(EVENT_FIELDS).flatMap(([layer, kinds]) =>
  Object.entries(kinds).map(([kind, fields]: [string, Readonly<Record<string, string>>]) => {
    const own = Object.entries(fields).map(([name, spec]) => [name, SAMPLES[spec.replace('?', '')]]);
    return {
      name: `${layer}/${kind}`,
      event: { load: 'L1', seq: 1, at: 1.5, layer, kind, ...Object.fromEntries(own) },
    };
  }),
);

describe('the JSON Schema of a recording', () => {
  it('accepts the recordings that are written', () => {
    expect(isRecording(recordingOf(todosStory().events)), ajv.errorsText(isRecording.errors)).toBe(true);
    const others = eventsOf(OTHER_LAYERS);
    expect(isRecording(recordingOf(others)), ajv.errorsText(isRecording.errors)).toBe(true);
  });

  it('refuses another format, another version, and a recording without events', () => {
    const recording = recordingOf([]) as object;
    expect(isRecording(recording)).toBe(true);
    for (const wrong of [{ format: 'har' }, { version: 2 }, { events: undefined }, { events: [{}] }, { page: 1 }])
      expect(isRecording({ ...recording, ...wrong })).toBe(false);
  });
});

describe('the JSON Schema of an event', () => {
  it.each(samples)('says of each field of $name what the check of events says', ({ event }) => {
    expect([isLiveEvent(event), isEvent(event)]).toEqual([true, true]);
    for (const field of Object.keys(event))
      for (const value of [undefined, 1, 'a', '', true, null, {}]) {
        const other: unknown = { ...event, [field]: value };
        const text = JSON.parse(JSON.stringify(other));
        expect({ field, value, valid: isEvent(text) }).toEqual({ field, value, valid: isLiveEvent(text) });
      }
  });

  it('knows no other layer or kind, and lets fields pass that the table does not have', () => {
    const event = { load: 'L1', seq: 1, at: 0, layer: 'page', kind: 'lifecycle', state: 'hide' };
    expect(isEvent({ ...event, newer: 1 })).toBe(true);
    expect(isEvent({ ...event, kind: 'constructor' })).toBe(false);
    expect(isEvent({ ...event, layer: 'wire' })).toBe(false);
    expect(isEvent({ ...event, load: 'x'.repeat(65) })).toBe(false);
    expect(isEvent({ ...event, seq: 1.5 })).toBe(false);
  });
});
