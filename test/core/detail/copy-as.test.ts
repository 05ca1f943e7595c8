import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  curlLine,
  fetchLine,
  type HttpCall,
  publishLine,
  scriptString,
  shellWord,
} from '../../../extension/core/detail/copy-as.ts';

/** What a real shell makes of lines that call `curl`: the arguments of each call. */
function argumentsIn(lines: readonly string[]): string[][] {
  const script = ['curl() { for word; do printf "%s\\0" "$word"; done; printf "\\0"; }', ...lines].join('\n');
  const told = execFileSync('sh', {
    input: script,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: '/h' },
  });
  return told
    .split('\0\0')
    .slice(0, -1)
    .map((call) => call.split('\0'));
}

/** Any text that UTF-8 can say and an argument can hold, rich in what means something to a shell. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  fc
    .array(fc.constantFrom("'", '"', '\\', '$HOME', '`id`', '!', '\n', '~', '*', '&', ' ', '#', '-', '$(x)', 'é'))
    .map((it) => it.join('')),
);

describe('a line of curl', () => {
  it('says to a real shell what was to be said, whatever it is', () => {
    const some = fc.sample(
      texts.filter((text) => text !== ''),
      300,
    );
    const lines = some.map((text) => `curl ${shellWord(text)}`);
    expect(argumentsIn(lines)).toEqual(some.map((text) => [text]));
  });

  it('is a request with method, headers and body', () => {
    const call: HttpCall = {
      method: 'PUT',
      url: 'http://127.0.0.1:3000/api/todos/7?a=[1]',
      body: `{"title":"Bob's \\"milk\\""}`,
      headers: [['Content-Type', 'application/json']],
    };
    expect(argumentsIn([curlLine(call) ?? ''])).toEqual([
      ['--globoff', '-X', 'PUT', call.url, '-H', 'Content-Type: application/json', '--data-raw', call.body],
    ]);
  });

  it('leaves out what curl does by itself', () => {
    expect(curlLine({ method: 'GET', url: 'http://a/b' })).toBe('curl http://a/b');
    expect(curlLine({ method: 'POST', url: 'http://a/b', body: 'x' })).toBe('curl http://a/b --data-raw x');
    expect(curlLine({ method: 'HEAD', url: 'http://a/b' })).toBe('curl --head http://a/b');
  });

  it.each(['\0', '\x1b[201~id\n', '\r', '\x7f', '\x9b2J'])(
    'is none where a shell cannot say it or a terminal would obey it: %j',
    (sign) => {
      expect(curlLine({ method: 'POST', url: 'http://a/b', body: `a${sign}b` })).toBeUndefined();
    },
  );
});

/** What running the line asks of `fetch`. */
function fetched(line: string): Request[] {
  const calls: Request[] = [];
  new Function('fetch', line)((...words: ConstructorParameters<typeof Request>) => calls.push(new Request(...words)));
  return calls;
}

describe('a line of fetch', () => {
  it('asks the same with method, headers and body, whatever they are', async () => {
    const bodies = fc.sample(texts, 100);
    for (const body of bodies) {
      const line = fetchLine({ method: 'PUT', url: 'http://a/b?q=%27', body, headers: [['Content-Type', 'text/x']] });
      const [request] = fetched(line ?? '');
      expect([request?.method, request?.url, request?.headers.get('content-type')]).toEqual([
        'PUT',
        'http://a/b?q=%27',
        'text/x',
      ]);
      // As UTF-8, which half a character is not.
      expect(await request?.text()).toBe(new TextDecoder().decode(new TextEncoder().encode(body)));
      expect(line).not.toMatch(/[\p{Bidi_Control}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u);
    }
  });

  it('leaves out what fetch does by itself', () => {
    expect(fetchLine({ method: 'GET', url: 'http://a/b' })).toBe(`fetch('http://a/b');`);
  });

  it.each<HttpCall>([
    { method: 'GET', url: 'http://a/b', body: 'x' },
    { method: 'TRACE', url: 'http://a/b' },
    { method: 'GET', url: 'http://me:secret@a/b' },
  ])('is none where fetch would throw: %o', (call) => {
    expect(fetchLine(call)).toBeUndefined();
  });
});

/** What running the line publishes. */
function published(line: string): unknown[] {
  const calls: unknown[] = [];
  new Function('client', line)({ publish: (...words: unknown[]) => calls.push(words) });
  return calls;
}

describe('a line of client.publish', () => {
  it('publishes the same, whatever it is', () => {
    fc.assert(
      fc.property(texts, fc.jsonValue(), (channel, data) => {
        const same = JSON.parse(JSON.stringify(data));
        expect(published(publishLine(channel, data))).toEqual([[channel, same]]);
      }),
    );
  });

  it('publishes a name that means something to JavaScript as a name', () => {
    const data = JSON.parse('{"a":{"__proto__":{"admin":true}}}');
    const [call] = published(publishLine('/a', data)) as [[string, typeof data]];
    expect(Object.keys(call[1].a)).toEqual(['__proto__']);
    expect(call[1].a.admin).toBeUndefined();
  });

  it('says of what a server published that a client may not be allowed to, and publishes it none the less', () => {
    const line = publishLine('/a', 1, true);
    expect(line).toMatch(/^\/\/ A server may refuse .* 403/);
    expect(published(line)).toEqual([['/a', 1]]);
  });

  it('shows what turns the text around it as its number', () => {
    expect(publishLine('/safe/\u202egpj.exe', ['\u2066x'])).toBe(
      `client.publish('/safe/\\u202egpj.exe', [\n  "\\u2066x"\n]);`,
    );
  });

  it('reads as its developer would write it', () => {
    expect(publishLine('/api/todos', { id: '7' })).toBe(`client.publish('/api/todos', {\n  "id": "7"\n});`);
    expect(scriptString('it\'s "so"')).toBe(`'it\\'s "so"'`);
  });
});
