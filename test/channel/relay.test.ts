import { describe, expect, it } from 'vitest';
import { ALIVE } from '../../extension/channel/internal-protocol.ts';
import { createRelay } from '../../extension/channel/relay.ts';
import { fakePort } from './fake-port.ts';

function relayWith({ panels = [7] }: { panels?: number[] } = {}) {
  const relay = createRelay();
  const ports = panels.map((tabId) => {
    const panel = fakePort();
    relay.addPanel(panel);
    panel.hear({ tabId });
    return panel;
  });
  return { relay, panels: ports };
}

describe('the relay', () => {
  it('tells a panel of the lines of its tab, those before it and those after', () => {
    const relay = createRelay();
    relay.addPage(fakePort({ tabId: 7 }));
    relay.addPage(fakePort({ tabId: 8 }));
    const panel = fakePort();
    relay.addPanel(panel);
    expect(panel.posted).toEqual([]);
    panel.hear({ tabId: 7 });
    relay.addPage(fakePort({ tabId: 7 }));
    expect(panel.posted).toEqual([ALIVE, { line: 1 }, { line: 3 }]);
  });

  it('hands a batch to every panel of that tab and to no other', () => {
    const { relay, panels } = relayWith({ panels: [7, 7, 8] });
    const page = fakePort({ tabId: 7 });
    relay.addPage(page);
    page.hear('batch');
    page.hear({ not: 'text' });
    const news = [ALIVE, { line: 1 }, { line: 1, text: 'batch' }];
    expect(panels.map(({ posted }) => posted)).toEqual([news, news, [ALIVE]]);
  });

  it('hands a command to the line it names, if that is one of the panel’s own tab', () => {
    const { relay, panels } = relayWith({ panels: [7] });
    const [mine, foreign] = [fakePort({ tabId: 7 }), fakePort({ tabId: 8 })];
    relay.addPage(mine);
    relay.addPage(foreign);
    panels[0]?.hear({ line: 1, text: 'hello' });
    panels[0]?.hear({ line: 2, text: 'spy' });
    panels[0]?.hear({ line: 99, text: 'nobody' });
    panels[0]?.hear(null);
    expect(mine.posted).toEqual(['hello']);
    expect(foreign.posted).toEqual([]);
  });

  it('reports a line’s end, and forgets a panel that is gone', () => {
    const { relay, panels } = relayWith({ panels: [7, 7] });
    const page = fakePort({ tabId: 7 });
    relay.addPage(page);
    panels[1]?.break();
    page.break();
    expect(panels[0]?.posted).toEqual([ALIVE, { line: 1 }, { line: 1, ended: true }]);
    expect(panels[1]?.posted).toEqual([ALIVE, { line: 1 }]);
  });
});
