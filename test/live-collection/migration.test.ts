import { readFileSync } from 'node:fs';
import Backbone from 'backbone';
import { transformSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SyncOptions } from '../../devserver/live-collection/backbone-internals.ts';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient, type HandClient } from '../support/hand-client.ts';

const CHANNEL = '/api/todos';
const read = (path: string) => readFileSync(new URL(`../../devserver/${path}`, import.meta.url), 'utf8');
const article = read('foreign/article-collection.ts');
const [, diff = ''] = /```diff\n([\s\S]*?)```/.exec(read('live-collection/README.md')) ?? [];

type MadeOf = (
  backbone: typeof Backbone,
  live: typeof LiveCollection,
) => new (
  client: HandClient,
) => Backbone.Collection;

/** The lines of a file after the change that the README tells: of a method that is deleted it shows the head alone. */
function migrated(file: string): string {
  const lines = file.split('\n');
  const at = (text: string) => {
    const found = lines.indexOf(text);
    if (found < 0) throw new Error(`The article's collection has no line ${text}`);
    return found;
  };
  let place = 0;
  for (const line of diff.trimEnd().split('\n')) {
    const text = line.slice(1);
    if (line.startsWith('-') && text.endsWith(' … }')) {
      const from = at(text.slice(0, -' … }'.length));
      lines.splice(from, lines.indexOf('    }', from) + 1 - from);
    } else if (line.startsWith('-')) {
      place = at(text);
      lines.splice(place, 1);
    } else if (line.startsWith('+')) lines.splice(place, 0, text);
  }
  return lines.join('\n');
}

/** Runs a file's `articleCollection`, with `LiveCollection` within its reach. */
async function classOf(file: string): Promise<new (client: HandClient) => Backbone.Collection> {
  const source = file.replace(
    'articleCollection(Backbone: typeof BackboneModule)',
    'articleCollection(Backbone, LiveCollection)',
  );
  const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022' });
  const made = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    articleCollection: MadeOf;
  };
  return made.articleCollection(Backbone, LiveCollection);
}

describe('the article’s collection', () => {
  const ajax = Backbone.ajax;
  /** Requests without an answer, by what they are about. */
  const waiting = new Map<string, SyncOptions>();
  let client: HandClient;

  beforeEach(() => {
    client = createHandClient();
    waiting.clear();
    Backbone.ajax = ((options: SyncOptions & { type: string; data?: string }) => {
      const { title } = JSON.parse(options.data ?? '{}') as { title?: string };
      waiting.set(title ?? options.type, options);
      return { status: 201, getResponseHeader: () => null };
    }) as never;
  });
  afterEach(() => {
    Backbone.ajax = ajax;
  });

  const tell = (method: string, body: object) => client.deliver(CHANNEL, { method, body });
  const answer = (what: string, body: unknown) => waiting.get(what)?.success?.(body as never);
  const titles = (todos: Backbone.Collection) => todos.map((todo) => todo.get('title') as string).sort();

  /** Two own creates are in flight, somebody else creates, all three are reported, and the answers come last. */
  async function race(file: string): Promise<Backbone.Collection> {
    const todos = new (await classOf(file))(client);
    await Promise.resolve();
    todos.fetch();
    answer('GET', []);
    todos.create({ title: 'mine' });
    todos.create({ title: 'mine, too' });
    tell('POST', { _id: '3', title: 'hers' });
    tell('POST', { _id: '2', title: 'mine, too' });
    tell('POST', { _id: '1', title: 'mine' });
    tell('PUT', { _id: '2', title: 'mine, too!' });
    answer('mine', { _id: '1', title: 'mine' });
    answer('mine, too', { _id: '2', title: 'mine, too' });
    return todos;
  }

  it('as it is, shows a row twice', async () => {
    const todos = await race(article);
    expect(titles(todos)).toEqual(['hers', 'mine', 'mine, too', 'mine, too!']);
  });

  it('changed as the README says, shows each row once, and hears by one subscription', async () => {
    const todos = await race(migrated(article));
    expect(titles(todos)).toEqual(['hers', 'mine', 'mine, too!']);
    expect(todos.map(({ id }) => id as string).sort()).toEqual(['1', '2', '3']);
    expect(client.channels).toEqual([CHANNEL]);

    todos.create({ title: 'later' });
    answer('later', { _id: '4', title: 'later' });
    tell('POST', { _id: '4', title: 'later' });
    tell('POST', { _id: '4', title: 'later' });
    tell('DELETE', { _id: '3' });
    tell('PUT', { _id: '3', title: 'hers, late' });
    expect(titles(todos)).toEqual(['later', 'mine', 'mine, too!']);
  });

  it('changed by its base class alone, would hear everything twice', async () => {
    await race(article.replace('extends Backbone.Collection', 'extends LiveCollection'));
    expect(client.channels).toEqual([CHANNEL, CHANNEL]);
  });
});
