import { describe, expect, it } from 'vitest';
import { importsOf, missingNames, readmeOf, rooms } from '../support/rooms.ts';

/** A room of fewer sources is described in the README of the room around it, which names it. */
const FEW = 3;

const all = rooms();
const described = all.filter(({ path }) => readmeOf(path) !== undefined);
const small = all.filter(({ path, files }) => files.length < FEW && readmeOf(path) === undefined);
const packageOf = (to: string) => !/^(extension|devserver|node:)/.test(to);

describe('each room', () => {
  it.each(all.filter(({ files }) => files.length >= FEW).map(({ path }) => path))(
    'has a README that says what it is for, what goes in and out, and where its tests are: %s',
    (path) => expect(readmeOf(path), `write ${path}/README.md; any other room's is an example`).toBeDefined(),
  );

  it.each(small)('of few files has one too, or is named in the README around it: $path', ({ path }) => {
    const around = path.slice(0, path.lastIndexOf('/'));
    expect(readmeOf(around)).toContain(`${path.slice(around.length + 1)}/`);
  });
});

describe('the README of a room', () => {
  it.each(described)('names files and folders that exist: $path', ({ path }) => {
    expect(missingNames(`${path}/README.md`, readmeOf(path) ?? '')).toEqual([]);
  });

  it.each(described)('says of no import that it never happens when it does: $path', (room) => {
    const [, list = ''] = readmeOf(room.path)?.match(/^- \*\*Never imports:\*\*(.*)$/m) ?? [];
    const imports = importsOf(room);
    const refused = [...list.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
    expect(
      imports.filter((to) => refused.some((path) => to === path || (path.endsWith('/') && to.startsWith(path)))),
    ).toEqual([]);
    if (list.includes('any package')) expect(imports.filter(packageOf)).toEqual([]);
  });

  it('is read for names and for imports', () => {
    expect(
      missingNames('extension/core/README.md', '`gone.ts`, `session.ts`, `ingest/`, `nowhere/`, `a b.ts`'),
    ).toEqual(['gone.ts', 'nowhere/']);
    expect(importsOf({ path: 'extension/panel/list', files: ['list-view.tsx'] })).toContain('extension/panel/view.ts');
  });
});
