import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectToInspectedPage } from '../../extension/channel/inspected-page.ts';
import { ALIVE, LINE_WANTED, LINES_PORT, PAGE_PORT } from '../../extension/channel/internal-protocol.ts';
import { fakeBrowser } from './fake-port.ts';

const tabId = 7;
const attach = { type: 'livecollection:attach', tabId };

function panelOn(panelReachesPages: boolean) {
  const fake = fakeBrowser();
  const heard: string[] = [];
  const refusals: string[] = [];
  const lines: number[] = [];
  const page = connectToInspectedPage({
    browser: fake.browser,
    tabId,
    panelReachesPages,
    onLine: (line) => line.send('hello'),
    onRefused: (reason) => refusals.push(reason),
  });
  page.listen((text) => heard.push(text));
  page.onLinesChange(() => lines.push(page.lines));
  return { ...fake, page, heard, refusals, lines };
}

describe('a panel that reaches pages itself', () => {
  it('asks to attach when it opens, so that a document that is long there wants a line', () => {
    expect(panelOn(true).said).toEqual([attach]);
  });

  it('opens lines to the documents of its own tab only: every panel hears every tab', () => {
    const { documentSays, reached, heard } = panelOn(true);
    documentSays(LINE_WANTED, { tabId, documentId: 'mine' });
    documentSays(LINE_WANTED, { tabId: 8, documentId: 'foreign' });
    documentSays(LINE_WANTED, { tabId, documentId: 'mine', id: 'another extension' });
    documentSays('another', { tabId, documentId: 'mine' });
    expect(reached.map((port) => [port.name, port.tabId, port.documentId])).toEqual([[PAGE_PORT, tabId, 'mine']]);
    reached[0]?.hear('batch');
    expect(heard).toEqual(['batch']);
  });

  it('says hello down every fresh line, and a command down all of them', () => {
    const { documentSays, reached, page } = panelOn(true);
    for (const documentId of ['top', 'frame']) documentSays(LINE_WANTED, { tabId, documentId });
    page.send('record');
    expect(reached.map(({ posted }) => posted)).toEqual([
      ['hello', 'record'],
      ['hello', 'record'],
    ]);
  });

  it('has one line to a document however often it wants one: else its events would come twice', () => {
    const { documentSays, reached, page, heard, lines } = panelOn(true);
    for (let times = 0; times < 2; times += 1) documentSays(LINE_WANTED, { tabId, documentId: 'top' });
    const [former, fresh] = reached;
    expect(former?.disconnected).toBe(true);
    former?.hear('batch');
    fresh?.hear('batch');
    expect(heard).toEqual(['batch']);
    expect([page.lines, lines]).toEqual([1, [1, 0, 1]]);
  });

  it('forgets a line that broke and counts those that are left', () => {
    const { documentSays, reached, page, lines } = panelOn(true);
    documentSays(LINE_WANTED, { tabId, documentId: 'top' });
    reached[0]?.break();
    expect(page.send('record')).toBe(false);
    expect(lines).toEqual([1, 0]);
  });

  it('tells why the browser did not let us in', async () => {
    const fake = fakeBrowser();
    fake.refuse(new Error('Cannot access contents of the page'));
    const onRefused = vi.fn();
    connectToInspectedPage({ browser: fake.browser, tabId, panelReachesPages: true, onLine: () => {}, onRefused });
    await vi.waitFor(() => expect(onRefused).toHaveBeenCalledWith('Cannot access contents of the page'));
  });

  it('asks again when a page may be there that nobody reported', () => {
    const { page, said } = panelOn(true);
    page.attach();
    expect(said).toEqual([attach, attach]);
  });

  it('hears nothing once closed, and closes its lines', () => {
    const { documentSays, reached, page, heard } = panelOn(true);
    documentSays(LINE_WANTED, { tabId, documentId: 'top' });
    page.close();
    reached[0]?.hear('batch');
    documentSays(LINE_WANTED, { tabId, documentId: 'frame' });
    expect(heard).toEqual([]);
    expect(reached.map(({ disconnected }) => disconnected)).toEqual([true]);
  });
});

describe('a panel that needs the relay', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('names its tab first, then asks to attach', () => {
    const { opened, said } = panelOn(false);
    expect(opened.map(({ name, posted }) => [name, posted])).toEqual([[LINES_PORT, [{ tabId }]]]);
    expect(said).toEqual([attach]);
  });

  it('speaks to each line by its number', () => {
    const { opened, page, heard } = panelOn(false);
    const [relay] = opened;
    relay?.hear({ line: 1 });
    relay?.hear({ line: 2 });
    relay?.hear({ line: 2, text: 'batch' });
    relay?.hear({ line: 1, ended: true });
    page.send('record');
    expect(heard).toEqual(['batch']);
    expect(relay?.posted.slice(1)).toEqual([
      { line: 1, text: 'hello' },
      { line: 2, text: 'hello' },
      { line: 2, text: 'record' },
    ]);
  });

  it('says again who it is when the background died, and asks to attach again', () => {
    const { opened, said, lines } = panelOn(false);
    opened[0]?.hear({ line: 1 });
    opened[0]?.break();
    expect(lines).toEqual([1, 0]);
    vi.advanceTimersToNextTimer();
    expect(opened[1]?.posted).toEqual([{ tabId }]);
    expect(said).toEqual([attach, attach]);
  });

  it('keeps the background awake', () => {
    const { opened } = panelOn(false);
    for (let second = 0; second < 65; second += 1) {
      opened[0]?.hear(ALIVE);
      vi.advanceTimersByTime(1_000);
    }
    expect(opened[0]?.posted).toEqual(Array(4).fill({ tabId }));
  });

  it('replaces a port that gets no answer: it was opened to a background that was going', () => {
    const { opened, lines } = panelOn(false);
    opened[0]?.hear({ line: 1 });
    vi.advanceTimersByTime(20_000 + 6_000);
    expect(opened[0]?.disconnected).toBe(true);
    expect(lines).toEqual([1, 0]);
    expect(opened[1]?.posted).toEqual([{ tabId }]);
  });

  it('does not open ports as fast as they break', () => {
    const { opened } = panelOn(false);
    for (let second = 0; second < 10; second += 1) {
      opened.at(-1)?.break();
      vi.advanceTimersByTime(1_000);
    }
    expect(opened.length).toBeLessThanOrEqual(11);
  });
});
