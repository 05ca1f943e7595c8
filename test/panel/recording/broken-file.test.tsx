// @vitest-environment jsdom
import '../layout.ts';
import { gzipSync } from 'node:zlib';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { read } from '../../../extension/core/recording/recording.ts';
import { createRecordingLines } from '../../../extension/core/recording/recording-lines.ts';
import { createSession } from '../../../extension/core/session.ts';
import { readParts } from '../../../extension/panel/lazy-views.ts';
import { checkFile } from '../../../extension/panel/recording/file-pieces.ts';
import { isGzip, unpackedPieces } from '../../../extension/panel/recording/unpacked-pieces.ts';
import { eventsOf } from '../../support/trace-language.ts';
import { open } from '../open-panel.tsx';
import { story, todos } from '../story.ts';

beforeAll(readParts);
afterEach(cleanup);

const MB = 1024 * 1024;
const HEAD =
  '{"format":"livecollection-recording","version":1,"createdAt":"2026-02-14T09:41:07Z","page":"","browser":"","omitted":0,"events":[\n';
const EVENTS = eventsOf(`
  load http://localhost:3000/
  added todos /api/todos
  message POST 7
  decision inserted 7
`).map((event) => JSON.stringify(event));
const whole = (events: readonly string[] = EVENTS) => `${HEAD}${events.join(',\n')}\n]}\n`;
/** Lines that make a file larger than what is read in one go. */
const long = (size = 5 * MB) =>
  Array.from({ length: Math.ceil(size / MB) }, (_, n) =>
    JSON.stringify({ ...JSON.parse(EVENTS[2] ?? ''), seq: 10 + n, message: 'x'.repeat(MB) }),
  );

const never = { signal: new AbortController().signal, onProgress: () => {} };
const check = (text: string | Uint8Array<ArrayBuffer>) => checkFile(new Blob([text]), never);

describe('a recording that is gone through before it is shown', () => {
  it('is good when it is whole', async () => {
    expect(await check(whole())).toBeUndefined();
    expect(await check(whole([]).replace('[\n\n', '[\n'))).toBeUndefined();
  });

  it('is refused in one sentence wherever it is cut off, and what passes can be shown', async () => {
    const text = whole();
    for (let end = HEAD.length - 2; end < text.length - 2; end += 1) {
      const wrong = await check(text.slice(0, end));
      if (wrong === undefined) show(text.slice(0, end));
      else expect(wrong).toMatch(/^[A-Z][^\n]*\.$/);
    }
    expect(await check(text.slice(0, -8))).toBeDefined();
  });

  it.each([
    ['a wrong first event', whole([`{"load":1}${' '.repeat(100)}`, ...EVENTS]), 'Event 1 of this recording is wrong'],
    ['a wrong event later', whole([...EVENTS, '{"load":"L1","seq":9}']), 'Event 5 of this recording is wrong'],
    ['an event that is no object', whole([...EVENTS, '[1, 2, 3]']), 'Event 5'],
    ['an event on two lines', whole([EVENTS.join(', ')]), 'Event 1'],
    ['a head of another version', whole().replace('"version":1', '"version":7'), 'version 7'],
    ['a head of another format', whole().replace('livecollection-', 'other-'), 'not a LiveCollection recording'],
    ['an event nested without end', whole(['[['.repeat(2_000)]), 'nested too deep'],
    ['something behind its end', `${whole()}{"more":1}\n`, 'follows the end'],
    ['numbers that are none', whole(['{"load":"L1","seq":1e999,"at":1,"layer":"page"}']), 'Event 1'],
  ])('is refused with %s', async (_, text, sentence) => {
    expect(await check(text)).toContain(sentence);
  });

  it.each([
    ['has an event twice', [0, 1, 1, 2], 'Event 3 of this recording is misplaced'],
    ['has all events twice', [0, 1, 2, 3, 0, 1, 2, 3], 'Event 5 of this recording is misplaced'],
    ['has its events backwards', [3, 2, 1, 0], 'Event 2 of this recording is misplaced'],
  ])('is refused when it %s', async (_, places, sentence) => {
    const lines = places.map((place) => EVENTS[place] ?? '');
    expect(await check(whole(lines))).toContain(sentence);
    expect(read(whole(lines))).toMatchObject({ ok: false, error: expect.stringContaining(sentence) });
  });
});

/** Shows a recording as the panel does, with all its rows read. @returns how many events it has */
function show(text: string): number {
  const session = createSession({ maxBytes: 100_000_000, reader: 'panel' });
  const { add, show } = session.opening();
  createRecordingLines(() => {}, add).push(text);
  show();
  return session.trace.end - session.trace.first;
}

describe('a file that is gzip', () => {
  const packed = (text: string) => new Blob([new Uint8Array(gzipSync(text))]);

  it('is read like what was packed', async () => {
    expect(await isGzip(packed(whole()))).toBe(true);
    expect(await checkFile(packed(whole()), never)).toBeUndefined();
  });

  it('is called gzip where it is damaged or cut off', async () => {
    const bytes = new Uint8Array(gzipSync(whole()));
    expect(await check(bytes.slice(0, -9))).toBe('This file is gzip, and damaged or cut off.');
    expect(await check(bytes.map((byte, n) => (n > 20 ? 255 - byte : byte)))).toContain('gzip, and damaged');
  });

  it('is not unpacked beyond a bound, however little it packs into', async () => {
    const bomb = packed('0'.repeat(8 * MB));
    expect(bomb.size).toBeLessThan(10_000);
    let unpacked = 0;
    const read = async () => {
      for await (const { bytes } of unpackedPieces(bomb, MB)) unpacked += bytes.length;
    };
    await expect(read()).rejects.toThrow('This file is gzip, and unpacks to more than 1 MB.');
    expect(unpacked).toBeLessThanOrEqual(MB);
  });
});

describe('a file that is no good', () => {
  const heard = () =>
    story().tell(1, todos.received({ channel: '/api/todos', data: { method: 'PUT', body: { n: 'kept' } } }));
  const choose = (name: string, ...parts: BlobPart[]) =>
    fireEvent.change(screen.getByLabelText('Recording to import'), { target: { files: [new File(parts, name)] } });

  it.each<[string, () => BlobPart]>([
    ['small', () => whole([`{"load":1}${' '.repeat(100)}`])],
    ['large and wrong at once', () => whole([`{"load":1}${' '.repeat(100)}`, ...long()])],
    ['large and wrong at its end', () => whole([...EVENTS, ...long(), '{"load":1}'])],
    ['large and cut off', () => whole([...EVENTS, ...long()]).slice(0, -12)],
    ['large and packed', () => new Uint8Array(gzipSync(whole([...EVENTS, ...long(), '{"load":1}'])))],
    ['packed and cut off', () => new Uint8Array(gzipSync(whole())).slice(0, -9)],
  ])('leaves what is open as it is: %s', async (_, make) => {
    const { rows, rowWith, session } = open(heard());
    const before = rows().map(({ textContent }) => textContent);
    const { first, end } = session.trace;
    choose('broken.json', make());
    await screen.findByRole('alert', {}, { timeout: 10_000 });
    expect(rows().map(({ textContent }) => textContent)).toEqual(before);
    expect([session.trace.first, session.trace.end]).toEqual([first, end]);
    rowWith('kept');
    choose('good.json', whole());
    await waitFor(() => rowWith('inserted'));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('and one that is stopped while it is shown keeps what was read, and says that it is a part', async () => {
    const { session } = open(heard());
    const watch = new MutationObserver(() => screen.queryByRole('button', { name: 'Stop here' })?.click());
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
    choose('long.json', whole([...EVENTS, ...long(16 * MB)]));
    const said = await screen.findByRole('alert', {}, { timeout: 10_000 });
    clock.mockRestore();
    watch.disconnect();
    expect(said.textContent).toMatch(/^Stopped: only the first \d+ % of long\.json was read\./);
    expect(session.trace.end - session.trace.first).toBeGreaterThan(0);
    expect(session.trace.end - session.trace.first).toBeLessThan(20);
  });

  it('and one that is good is opened, packed or not', async () => {
    const { rowWith } = open(heard());
    choose('good.json.gz', new Uint8Array(gzipSync(whole([...EVENTS, ...long()]))));
    await waitFor(() => rowWith('inserted'), { timeout: 10_000 });
  });
});
