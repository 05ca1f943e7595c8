import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStack } from '../../../extension/core/detail/call-stack.ts';

/** Any character, halves of pairs too. */
const ANY = fc.nat(0xffff).map((unit) => String.fromCharCode(unit));

const PROBE = 'chrome-extension://abc/probe.js';

describe('a call stack', () => {
  it('is read from V8, without the frames of the probe', () => {
    const stack = `Error
    at Object.stack (${PROBE}:1:2345)
    at XMLHttpRequest.send (${PROBE}:1:9000)
    at Object.send (http://127.0.0.1:3000/jquery.js:9000:10)
    at Todo.save [as persist] (http://127.0.0.1:3000/app.js:12:5)
    at async http://127.0.0.1:3000/app.js:40:1
    at new Set (<anonymous>)
    at Array.forEach (<anonymous>)
    at eval (eval at run (http://127.0.0.1:3000/app.js:50:3), <anonymous>:1:2)`;
    expect(readStack(stack)).toEqual([
      { call: 'Object.send', url: 'http://127.0.0.1:3000/jquery.js', line: 9000, column: 10 },
      { call: 'Todo.save [as persist]', url: 'http://127.0.0.1:3000/app.js', line: 12, column: 5 },
      { call: '', url: 'http://127.0.0.1:3000/app.js', line: 40, column: 1 },
      { call: 'eval', url: 'http://127.0.0.1:3000/app.js', line: 50, column: 3 },
    ]);
  });

  it('is read from SpiderMonkey', () => {
    const probe = 'moz-extension://abc/probe.js';
    const stack = [
      `stack@${probe}:1:2345`,
      `send@${probe}:1:9000`,
      'save@http://127.0.0.1:3000/app.js:12:5',
      '@http://127.0.0.1:3000/app.js:40:1',
      'async*run/<@http://127.0.0.1:3000/app.js:41:1',
      'lib/app.js/</App.render@http://127.0.0.1:3000/app.js:42:1',
      'f@http://127.0.0.1:3000/app.js line 50 > eval:1:2',
      '',
    ].join('\n');
    expect(readStack(stack)).toEqual([
      { call: 'save', url: 'http://127.0.0.1:3000/app.js', line: 12, column: 5 },
      { call: '', url: 'http://127.0.0.1:3000/app.js', line: 40, column: 1 },
      { call: 'async*run/<', url: 'http://127.0.0.1:3000/app.js', line: 41, column: 1 },
      { call: 'App.render', url: 'http://127.0.0.1:3000/app.js', line: 42, column: 1 },
      { call: 'f', url: 'http://127.0.0.1:3000/app.js', line: 50, column: 1 },
    ]);
  });

  it('reads this engine’s own', () => {
    const own = (new Error().stack ?? '').replace('\n', '\n    at probe (probe.js:1:1)\n');
    const [top] = readStack(own);
    expect(top?.url).toContain('call-stack.test.ts');
    expect(top?.line).toBeGreaterThan(40);
  });

  it('never throws, whatever a page calls a stack', () => {
    fc.assert(fc.property(fc.string({ unit: ANY }), (text) => void readStack(text)));
    expect(readStack(`Error\n${'    at x (a:1:1)\n'.repeat(10_000)}`)).toEqual([]);
  });
});
