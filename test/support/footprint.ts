import type { LiveDocument } from './browser.ts';

/**
 * Everything that a page's script can reach and an extension might have changed, a line for each property: of `window`,
 * `document` and all their prototypes, and of every class's prototype. Lines of two documents can be compared.
 */
export function footprintOf(page: LiveDocument): Promise<string[]> {
  return page.evaluate(`(() => { ${walker}; return lines(); })()`);
}

/** Keeps the property descriptors of now in the page itself, for {@link changedSince}. */
export async function remember(page: LiveDocument): Promise<void> {
  await page.evaluate(`(() => { ${walker}; window[Symbol.for('remembered')] = descriptors(); })()`);
}

/** Which properties are not, by identity, what they were when the page was told to remember. */
export function changedSince(page: LiveDocument): Promise<string[]> {
  return page.evaluate(`(() => { ${walker}; return changes(window[Symbol.for('remembered')]); })()`);
}

const walker = `
  const roots = () => {
    const found = new Map([['window', window], ['document', document], ['navigator', navigator], ['history', history],
      ['location', location], ['performance', performance], ['console', console], ['JSON', window.JSON], ['Reflect', window.Reflect]]);
    const add = (name, object) => {
      for (let at = object, depth = 0; at !== null && depth < 12; at = Object.getPrototypeOf(at), depth += 1)
        if (![...found.values()].includes(at)) found.set(name + '^'.repeat(depth), at);
    };
    add('window', window);
    add('document', document);
    for (const name of Object.getOwnPropertyNames(window)) {
      const value = Object.getOwnPropertyDescriptor(window, name).value;
      if (typeof value !== 'function') continue;
      found.set(name, value);
      if (value.prototype) found.set(name + '.prototype', value.prototype);
    }
    return found;
  };
  const descriptors = () => {
    const all = new Map();
    for (const [name, object] of roots())
      for (const key of Reflect.ownKeys(object))
        if (key !== Symbol.for('remembered'))
          all.set(name + ' ' + String(key), Object.getOwnPropertyDescriptor(object, key));
    return all;
  };
  const changes = (before) => {
    const now = descriptors();
    const names = new Set([...before.keys(), ...now.keys()]);
    const same = (one, other) => one && other && Reflect.ownKeys(one).every((field) => Object.is(one[field], other[field]));
    return [...names].filter((name) => !same(before.get(name), now.get(name)) &&
      // What a document changes by itself while time passes.
      !/^(history|performance|document|location) |^window (event|status|name|length|scroll|page|screen|inner|outer|closed|origin)/.test(name));
  };
  const lines = () => [...descriptors()].map(([name, found]) => name + ': ' + Object.entries(found).map(([field, value]) =>
    field + ' ' + (typeof value === 'function' ? 'function ' + value.name + ' ' + value.length + ' ' + Function.prototype.toString.call(value).slice(0, 200)
      : typeof value === 'object' ? typeof value : String(value))).join(', '))
    .concat(Object.keys(sessionStorage).map((key) => 'sessionStorage ' + key), Object.keys(localStorage).map((key) => 'localStorage ' + key))
    .sort()`;
