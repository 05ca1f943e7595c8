import { describe, expect, it } from 'vitest';
import { BACKBONES, type BackboneVersion, loadOn } from '../support/backbone-versions.ts';
import { type Call, calls, underscoreCalls } from '../support/collection-calls.ts';
import { dropIns, play, type Scenario, type Style } from '../support/drop-in.ts';
import { scenarios } from '../support/drop-in-scenarios.ts';

const called =
  (call: Call): Scenario =>
  async (stage) => {
    const collection = await stage.make();
    stage.log.note('result', await call(collection, stage));
  };

const everything: Record<string, Scenario> = {
  ...Object.fromEntries(Object.entries({ ...calls, ...underscoreCalls }).map(([name, call]) => [name, called(call)])),
  ...scenarios,
};

describe.each(Object.keys(BACKBONES) as BackboneVersion[])('a LiveCollection on Backbone %s', async (version) => {
  const library = await loadOn(version);
  const { Backbone } = library;

  it('is tried with every public method', () => {
    const tried = new Set(
      [...Object.keys(calls), ...Object.keys(underscoreCalls)].map((name) => name.replace(/\(.*/, '')),
    );
    const isMethod = (name: string) => typeof Backbone.Collection.prototype[name as never] === 'function';
    const all = Object.keys(Backbone.Collection.prototype).filter((name) => isMethod(name) && !/^_|^model$/.test(name));
    expect(all.filter((name) => !tried.has(name))).toEqual([]);
  });

  for (const [name, Base] of Object.entries(dropIns(library))) {
    describe.each<Style>(['extend', 'class'])(`${name}, by %s`, (style) => {
      it.each(Object.entries(everything))('does as Backbone.Collection: %s', async (_, scenario) => {
        const expected = await play(library, Backbone.Collection, style, scenario);
        expect(await play(library, Base, style, scenario)).toEqual(expected);
      });
    });
  }
});
