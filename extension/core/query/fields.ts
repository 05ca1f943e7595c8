/** The columns of names that a query can ask for, as a trace's chunk has them. */
export type NameColumn = 'channel' | 'method' | 'modelId' | 'decision' | 'kind' | 'layer' | 'lane' | 'load';
/** The columns of numbers; NaN where an event has none. */
export type NumberColumn = 'ms' | 'status' | 'channelSeq' | 'v';

/** Where a path begins: a message's data, a document, or the names of attributes that changed. */
export type PayloadRoot = 'data' | 'body' | 'changed';

export type FieldType =
  | { is: 'name'; column: NameColumn }
  | { is: 'number'; column: NumberColumn }
  | { is: 'frame' }
  /** The clock's time, from (`after`) or until (`before`). */
  | { is: 'time'; side: 'after' | 'before' }
  | { is: 'payload'; root: PayloadRoot }
  | { is: 'quality' }
  | { is: 'presence' };

/** Something that a query can ask about an event: `name:value`. */
export interface Field {
  name: string;
  /** Says in half a sentence what it asks. */
  hint: string;
  example: string;
  type: FieldType;
  /** Other names that people try. */
  aliases?: readonly string[];
  /** The values it can have, where they are few and known. */
  values?: readonly string[];
}

/** All fields, in the order in which they are offered. */
export const FIELDS: readonly Field[] = [
  {
    name: 'channel',
    hint: 'the channel; * stands for anything',
    example: 'channel:/api/*',
    type: { is: 'name', column: 'channel' },
  },
  {
    name: 'decision',
    hint: 'what a collection decided',
    example: 'decision:ignored-*',
    type: { is: 'name', column: 'decision' },
  },
  {
    name: 'method',
    hint: 'of the message or request',
    example: '-method:PUT',
    type: { is: 'name', column: 'method' },
  },
  {
    name: 'id',
    hint: 'the model’s id',
    example: 'id:7',
    type: { is: 'name', column: 'modelId' },
    aliases: ['model', 'modelid'],
  },
  {
    name: 'is',
    hint: 'error, wrong, unsure, held, duplicate, ignored or inferred',
    example: 'is:wrong',
    type: { is: 'quality' },
    values: ['error', 'wrong', 'unsure', 'held', 'duplicate', 'ignored', 'inferred'],
  },
  {
    name: 'has',
    hint: 'channel, decision, id, latency, method, seq, status or v is known',
    example: 'has:decision',
    type: { is: 'presence' },
    values: ['channel', 'decision', 'id', 'latency', 'method', 'seq', 'status', 'v'],
  },
  {
    name: 'latency',
    hint: 'ms until the response, or until a held message was decided; 1s is 1000',
    example: 'latency:>50',
    type: { is: 'number', column: 'ms' },
    aliases: ['ms', 'duration', 'time'],
  },
  {
    name: 'status',
    hint: 'of the HTTP response',
    example: 'status:>=400',
    type: { is: 'number', column: 'status' },
  },
  {
    name: 'seq',
    hint: 'the message’s number in its channel, or its replayId',
    example: 'seq:4..9',
    type: { is: 'number', column: 'channelSeq' },
    aliases: ['replayid', 'replay'],
  },
  {
    name: 'v',
    hint: 'the version of the model',
    example: 'v:<3',
    type: { is: 'number', column: 'v' },
    aliases: ['version'],
  },
  {
    name: 'data',
    hint: 'a value in the message’s data, by its path',
    example: 'data.type:order',
    type: { is: 'payload', root: 'data' },
  },
  {
    name: 'body',
    hint: 'a value in the document of a message, request or response',
    example: 'body.title:"buy milk"',
    type: { is: 'payload', root: 'body' },
  },
  {
    name: 'changed',
    hint: 'an attribute of a model that changed',
    example: 'changed:title',
    type: { is: 'payload', root: 'changed' },
  },
  {
    name: 'lane',
    hint: 'the lane that the list shows',
    example: 'lane:request',
    type: { is: 'name', column: 'lane' },
    values: ['page', 'wire', 'request', 'message', 'collection'],
  },
  {
    name: 'layer',
    hint: 'page, wire, http, faye or collection',
    example: 'layer:http',
    type: { is: 'name', column: 'layer' },
    values: ['page', 'wire', 'http', 'faye', 'collection'],
  },
  { name: 'kind', hint: 'what happened', example: 'kind:response', type: { is: 'name', column: 'kind' } },
  {
    name: 'after',
    hint: 'at this time of day or later',
    example: 'after:14:02:11',
    type: { is: 'time', side: 'after' },
    aliases: ['since', 'from'],
  },
  {
    name: 'before',
    hint: 'earlier than this time of day',
    example: 'before:14:05',
    type: { is: 'time', side: 'before' },
    aliases: ['until', 'to'],
  },
  {
    name: 'load',
    hint: 'the document: the last one, or by its name',
    example: 'load:last',
    type: { is: 'name', column: 'load' },
    values: ['last'],
  },
  { name: 'frame', hint: 'part of the URL of a frame inside the page', example: 'frame:advert', type: { is: 'frame' } },
];

const byName = new Map(FIELDS.flatMap((field) => [field.name, ...(field.aliases ?? [])].map((name) => [name, field])));

/** The field that is called so, in any case, or by one of its other names. */
export function fieldCalled(name: string): Field | undefined {
  return byName.get(name.toLowerCase());
}
