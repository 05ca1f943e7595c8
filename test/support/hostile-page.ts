/**
 * Runs in a page that means harm: it overhears the two events that carry everything between a probe and the extension, and
 * speaks as if it were the probe. Gives the page `forge`, `flood` and `sayAll`.
 */
export const hostileScript = `{
  let hello, load;
  const read = (text) => { try { return JSON.parse(text); } catch { return undefined; } };
  const place = document.fonts;
  place.addEventListener('livecollection:to-probe', ({ detail }) => {
    const command = read(detail);
    if (command?.type === 'hello') hello = command;
  });
  place.addEventListener('livecollection:from-probe', ({ detail }) => {
    const header = read(String(detail).split('\\n')[0]);
    if (!window.forging && typeof header?.load === 'string') load = header.load;
  });
  const tell = (detail) => {
    window.forging = true;
    place.dispatchEvent(new CustomEvent('livecollection:from-probe', { detail, cancelable: true }));
    window.forging = false;
  };
  window.overheard = () => hello !== undefined && load !== undefined;
  window.forge = (lines, header = {}) => {
    const first = { load, reader: hello.reader, url: location.href, recording: true, ...header };
    tell([first, ...lines].map((line) => typeof line === 'string' ? line : JSON.stringify(line)).join('\\n'));
  };
  // What is no text at all, and what is no batch.
  window.babble = () => {
    for (const detail of [null, undefined, 7, {}, [], () => {}, '', '\\n', '{', 'null', '[]', '"x"', '{"__proto__":{}}',
      '\\ud800', 'x'.repeat(3_000_000), '['.repeat(100_000), '{"load":'.repeat(10_000)]) tell(detail);
    place.dispatchEvent(new Event('livecollection:from-probe'));
    place.dispatchEvent(new MessageEvent('livecollection:from-probe', { data: 'x' }));
  };
  // As much as one page can say for so many milliseconds, without holding its own thread for long.
  window.flood = (ms) => new Promise((resolve) => {
    const end = performance.now() + ms;
    let seq = 1_000_000;
    const text = 'x'.repeat(300);
    const turn = () => {
      const until = performance.now() + 50;
      while (performance.now() < until)
        forge(Array.from({ length: 500 }, () => ({ load, seq: ++seq, at: Date.now(), layer: 'collection', kind: 'error', source: 'flood', message: text })));
      if (performance.now() < end) setTimeout(turn, 0);
      else resolve(seq);
    };
    turn();
  });
  const registry = window[Symbol.for('live-collection.registry')];
  const [source] = registry.sources;
  const report = (what) => { for (const observer of registry.observers) observer(source, what); };
  const nested = (depth) => { let value = 'the bottom'; while (depth--) value = [value]; return value; };
  const cyclic = () => { const one = {}; one.self = one; return one; };
  // Through the probe itself: what a page's own objects may be.
  // Says how many reports that were.
  window.sayAll = () => {
    let reports = 0;
    const html = '<img src=x onerror="window.broken = true"><script>window.broken = true</script>';
    for (const value of [
      cyclic(), nested(50), nested(5_000), nested(1_000_000), 'y'.repeat(5_000_000), Array(200_000).fill('z'), html, { [html]: html },
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'), '\\ud800 half \\udfff', 10n, Symbol('s'), NaN,
      () => {}, { toJSON() { throw new Error('toJSON'); } }, { get thrown() { throw new Error('getter'); } },
      { toJSON: () => nested(100_000) }, new Proxy({}, { ownKeys() { throw new Error('trap'); } }), window, document, Object.create(null),
    ]) {
      report({ kind: 'message', input: 1, channel: html, message: value });
      report({ kind: 'error', message: typeof value === 'string' ? value : html });
      reports += 2;
    }
    return reports;
  };
  window.silent = true;
  addEventListener('error', () => { window.silent = false; });
  addEventListener('unhandledrejection', () => { window.silent = false; });
  for (const name of ['error', 'warn']) console[name] = () => { window.silent = false; };
}`;

declare global {
  interface Window {
    /** Of a hostile page: has it heard enough to speak as its probe would? */
    overheard(): boolean;
    forge(lines: (string | object)[], header?: object): void;
    babble(): void;
    /** Resolves to the last number it used. */
    flood(ms: number): Promise<number>;
    /** Resolves to how many reports that were. */
    sayAll(): number;
    /** Nothing that the extension did was seen by the page as an error. */
    silent: boolean;
  }
}
