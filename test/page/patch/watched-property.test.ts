import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { discloseData, type WatchedProperty, watchProperty } from '../../../extension/page/patch/watched-property.ts';

interface Scope {
  Faye?: unknown;
  other?: unknown;
}

const found = vi.fn<(value: unknown) => void>();
const values = () => found.mock.calls.map(([value]) => value);
const undoes: (() => void)[] = [];

function watch(scope: object): WatchedProperty {
  const watched = watchProperty(scope, 'Faye', found);
  undoes.push(watched.undo);
  return watched;
}

/** All that a page can see of an object without `in`. */
const appearanceOf = (object: object) => ({
  keys: Object.keys(object),
  all: Object.getOwnPropertyDescriptors(object),
  one: Object.getOwnPropertyDescriptor(object, 'Faye'),
  reflected: Reflect.getOwnPropertyDescriptor(object, 'Faye'),
  copy: { ...object },
});

beforeEach(() => {
  found.mockClear();
  undoes.push(discloseData((_where, work) => work()));
});

afterEach(() => {
  for (const undo of undoes.splice(0).reverse()) undo();
});

describe('a property that is watched', () => {
  it('is found at once when it is there, and at every later assignment', () => {
    const scope: Scope = { Faye: 1 };
    watch(scope);
    scope.Faye = 2;
    scope.Faye = 2;
    scope.Faye = undefined;
    scope.Faye = 3;
    expect(values()).toEqual([1, 2, 3]);
  });

  it('is found after it was deleted or redefined, at the next look', () => {
    const scope: Scope = {};
    const { look } = watch(scope);
    scope.Faye = 1;
    delete scope.Faye;
    expect('Faye' in scope).toBe(false);
    scope.Faye = 2;
    look();
    Object.defineProperty(scope, 'Faye', { configurable: true, enumerable: true, writable: true, value: 3 });
    look();
    scope.Faye = 4;
    expect(values()).toEqual([1, 2, 3, 4]);
  });

  it('is found where it cannot be replaced: frozen, not configurable, or in an object that is sealed later', () => {
    const sealed: Scope = {};
    for (const scope of [Object.freeze({ Faye: 1 }), Object.defineProperty({}, 'Faye', { value: 2 })]) watch(scope);
    watch(Object.preventExtensions({}));
    watch(sealed);
    Object.seal(sealed);
    sealed.Faye = 3;
    expect(values()).toEqual([1, 2, 3]);
  });

  it('does not run a getter of the page', () => {
    const getter = vi.fn();
    watch(Object.defineProperty({}, 'Faye', { get: getter }));
    expect(getter).not.toHaveBeenCalled();
  });

  it('looks as it would without us from its first assignment on', () => {
    const scope: Scope = {};
    watch(scope);
    const plain: Scope = {};
    const both = (change: (object: Scope) => void) => {
      change(scope);
      change(plain);
      expect(appearanceOf(scope)).toEqual(appearanceOf(plain));
      expect(scope.Faye).toBe(plain.Faye);
    };
    both((object) => Object.assign(object, { Faye: 7 }));
    both((object) => Object.assign(object, { other: 1 }));
    both((object) => Object.assign(object, { Faye: 8 }));
    both((object) => Object.assign(Object.create(object), { Faye: 9 }));
    both((object) => delete object.Faye);
  });

  it('has a descriptor for each of its names before that, as any object, and lists none of them', () => {
    const scope: Scope = {};
    watch(scope);
    for (const name of Object.getOwnPropertyNames(scope))
      expect(Object.getOwnPropertyDescriptor(scope, name)).toEqual(Object.getOwnPropertyDescriptors(scope).Faye);
    expect(Object.getOwnPropertyDescriptor(scope, 'Faye')).toMatchObject({ value: undefined, enumerable: false });
    expect(Object.keys(scope)).toEqual([]);
  });

  it('reads what is inherited until it has its own', () => {
    const scope: Scope = Object.create({ Faye: 'an element of that name' });
    watch(scope);
    expect(scope.Faye).toBe('an element of that name');
    scope.Faye = 7;
    expect(Object.getOwnPropertyDescriptor(scope, 'Faye')).toEqual(
      Object.getOwnPropertyDescriptor({ Faye: 7 }, 'Faye'),
    );
  });

  it('is given back as the data that it is, and leaves nothing where it never came', () => {
    const [never, came, there]: [Scope, Scope, Scope] = [{}, {}, { Faye: 1 }];
    for (const scope of [never, came, there]) watch(scope);
    came.Faye = 2;
    for (const undo of undoes.splice(0).reverse()) undo();
    expect('Faye' in never).toBe(false);
    for (const scope of [came, there])
      expect(Object.getOwnPropertyDescriptor(scope, 'Faye')).toEqual({
        value: scope.Faye,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  });

  it('is data from its first value on where it is watched once, and can be frozen', () => {
    const scope: Scope = {};
    undoes.push(watchProperty(scope, 'Faye', found, true).undo);
    scope.Faye = 1;
    Object.freeze(scope);
    expect(() => {
      scope.Faye = 2;
    }).toThrow(TypeError);
    expect(values()).toEqual([1]);
  });

  it('leaves alone what came by another way', () => {
    const scope: Scope = {};
    const { undo } = watch(scope);
    Object.defineProperty(scope, 'Faye', { configurable: true, value: 7 });
    undo();
    expect(scope.Faye).toBe(7);
  });
});
