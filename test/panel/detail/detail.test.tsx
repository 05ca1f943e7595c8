// @vitest-environment jsdom
import '../layout.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import axe from 'axe-core';
import { createRef } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { read } from '../../../extension/core/recording/recording.ts';
import { createSession, type Session } from '../../../extension/core/session.ts';
import { EventDetail, type EventDetailProps } from '../../../extension/panel/detail/event-detail.tsx';
import { sourceOpener } from '../../../extension/panel/detail/open-source.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

afterEach(cleanup);

/**
 * Recorded from the demo, with call stacks: two own creates whose responses come late, their own messages without a
 * request id, somebody else's create meanwhile, an update and a delete.
 */
function recorded(): Session {
  const found = read(readFileSync(join(import.meta.dirname, 'detail-hold.recording.json'), 'utf8'));
  if (!found.ok) throw new Error(found.error);
  const session = createSession({ maxBytes: 16_000_000, reader: 'panel' });
  session.open(found.recording.events);
  return session;
}

function told(story: string): Session {
  const session = createSession({ maxBytes: 16_000_000, reader: 'panel' });
  session.receive(batchOf(eventsOf(story)));
  return session;
}

/** The first row that carries this decision. */
function rowWith({ rows, ledger, trace }: Session, decision: string): number {
  for (let n = 0; n < rows.length; n += 1) {
    const row = rows.at(n) ?? -1;
    if (ledger.decisionsOf(row).some((at) => trace.decision(at) === decision)) return row;
  }
  throw new Error(`no row carries ${decision}`);
}

/** The first row of this kind. */
function rowOf({ rows, trace }: Session, kind: string, method = ''): number {
  for (let n = 0; n < rows.length; n += 1) {
    const row = rows.at(n) ?? -1;
    if (trace.kind(row) === kind && (method === '' || trace.method(row) === method)) return row;
  }
  throw new Error(`no row is a ${kind}`);
}

function open(session: Session, index: number, more: Partial<EventDetailProps> = {}) {
  const selected: number[] = [];
  const copied: string[] = [];
  let recording = 0;
  const props: EventDetailProps = {
    session,
    index,
    pane: createRef(),
    stacks: false,
    onSelect: (at) => selected.push(at),
    onCopy: async (text) => copied.push(text) > 0,
    onRecordStacks: () => {
      recording += 1;
    },
    onClose: () => {},
    ...more,
  };
  const view = render(<EventDetail {...props} />);
  const show = async (tab: string) => {
    fireEvent.click(screen.getByRole('tab', { name: tab }));
    return screen.findByRole('tabpanel', { name: tab });
  };
  const redraw = (next: Partial<EventDetailProps>) => view.rerender(<EventDetail {...props} {...next} />);
  return { ...view, selected, copied, recordings: () => recording, show, redraw };
}

const tabs = () => screen.getAllByRole('tab').map(({ textContent }) => textContent);
const text = (element: Element) => element.textContent?.replace(/\s+/g, ' ') ?? '';

describe('the tabs of the details', () => {
  it('are those that have something to say', () => {
    const session = recorded();
    open(session, rowWith(session, 'merged'));
    expect(tabs()).toEqual(['Decision', 'Message', 'Diff', 'State']);
    cleanup();
    open(session, rowOf(session, 'load'));
    expect(tabs()).toEqual(['Message']);
  });

  it('are gone through with the arrow keys, and stay while rows are gone through', async () => {
    const session = recorded();
    const { redraw } = open(session, rowWith(session, 'merged'));
    const list = screen.getByRole('tablist', { name: 'Details' });
    fireEvent.keyDown(list, { key: 'ArrowRight' });
    fireEvent.keyDown(list, { key: 'ArrowRight' });
    await waitFor(() => expect(screen.getByRole('tabpanel', { name: 'Diff' })).toBeTruthy());
    redraw({ index: rowOf(session, 'load') });
    await waitFor(() => expect(screen.getByRole('tabpanel', { name: 'Message' })).toBeTruthy());
    redraw({ index: rowWith(session, 'removed') });
    await waitFor(() => expect(screen.getByRole('tabpanel', { name: 'Diff' })).toBeTruthy());
  });

  it('are not changed by what becomes known meanwhile', async () => {
    const asked = 'load http://a/\nhttp request h1 POST /api/todos stack="Error"\nadded todos /api/todos';
    const story = `${asked}\nrequest c1 create /api/todos\nmessage POST 7\ndecision held 7 waiting=["c1"]`;
    const session = told(story);
    const { show, redraw } = open(session, rowOf(session, 'request'));
    await show('Stack');
    redraw({ index: rowWith(session, 'held') });
    await waitFor(() => expect(screen.getByRole('tabpanel', { name: 'Decision' })).toBeTruthy());
    session.receive(
      batchOf(
        eventsOf(`${story}\nresponse c1 create 201 id=7\ndecision matched-own-create 7 token=c1 via=response heldMs=9`),
      ),
    );
    redraw({ index: rowWith(session, 'held') });
    await waitFor(() => expect(tabs()).toContain('Stack'));
    expect(screen.getByRole('tabpanel', { name: 'Decision' })).toBeTruthy();
  });

  it.each(['Decision', 'Message', 'Diff', 'State', 'Stack'])('have no fault that axe finds: %s', async (tab) => {
    const session = recorded();
    const { container, show } = open(session, rowOf(session, 'request', 'create'));
    await show(tab);
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  });
});

describe('the decision', () => {
  it('is one sentence that leads to every event it names', () => {
    const session = recorded();
    const { selected } = open(session, rowWith(session, 'held'));
    const panel = screen.getByRole('tabpanel', { name: 'Decision' });
    expect(text(panel)).toMatch(
      /Held 1\.5 s: two creates were in flight, #3 and #4. The response to #3 brought id …\w{6}, so this message was its echo, and made no second model\./,
    );
    fireEvent.click(within(panel).getByRole('button', { name: '#4' }));
    fireEvent.click(within(panel).getByRole('button', { name: 'The response' }));
    expect(selected.map((at) => session.trace.kind(at))).toEqual(['request', 'response']);
  });

  it('stands on its facts', () => {
    const session = recorded();
    open(session, rowWith(session, 'held'));
    const facts = screen.getByRole('table', { name: 'Facts' });
    expect(text(within(facts).getByRole('row', { name: /waiting/ }))).toBe('waiting#3, #4');
    expect(text(within(facts).getByRole('row', { name: /heldMs/ }))).toMatch(/^heldMs\d+ ms$/);
  });

  it('is part of a story, from the request to the response, with the time that passed', () => {
    const session = recorded();
    const { selected } = open(session, rowWith(session, 'held'));
    const story = within(screen.getByRole('list', { name: 'Story' })).getAllByRole('listitem');
    expect(story.map((step) => step.getAttribute('data-role'))).toEqual([
      'request',
      'request',
      'message',
      'decision',
      'response',
      'decision',
      'response',
    ]);
    expect(text(story[0] ?? document.body)).toMatch(/\+0\.0 ms$/);
    expect(text(story[4] ?? document.body)).toMatch(/create ok 201.*\+1\.62 s$/);
    expect(story[2]?.getAttribute('aria-current')).toBe('true');
    fireEvent.click(within(story[4] ?? document.body).getByRole('button'));
    expect(session.trace.kind(selected[0] ?? -1)).toBe('response');
  });

  it('of a request is the one about its echo', () => {
    const session = recorded();
    open(session, rowOf(session, 'request', 'create'));
    expect(text(screen.getByRole('tabpanel', { name: 'Decision' }))).toMatch(/Held 1\.5 s: two creates/);
  });

  it('says so when nobody has decided anything', () => {
    const session = told('load http://a/\nreceived POST 7 seq=1');
    open(session, rowOf(session, 'received'));
    expect(text(screen.getByRole('tabpanel', { name: 'Decision' }))).toContain('No decision about this was seen');
  });

  it('is told when it comes while somebody looks', async () => {
    const story = ['load http://a/', 'added todos /api/todos', 'message POST 7 seq=1', 'decision inserted 7 seq=1'];
    const session = told(story.slice(0, 3).join('\n'));
    const row = rowOf(session, 'message');
    const { redraw } = open(session, row);
    session.receive(batchOf(eventsOf(story.join('\n'))));
    redraw({});
    await waitFor(() => expect(text(screen.getByRole('tabpanel'))).toContain('Inserted: the id was not here'));
  });
});

describe('the message', () => {
  it('is a tree, or raw as it went', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'held'));
    const panel = await show('Message');
    expect(within(panel).getByRole('tree', { name: 'Message' })).toBeTruthy();
    fireEvent.click(within(panel).getByRole('button', { name: 'Raw' }));
    await waitFor(() => expect(text(panel)).toMatch(/Message\[\{"channel":"\/api\/todos","data":/));
  });

  it('can be taken elsewhere as JSON, as a publish, as a call of curl', async () => {
    const session = recorded();
    const { show, copied } = open(session, rowWith(session, 'held'));
    const panel = await show('Message');
    fireEvent.click(within(panel).getByRole('button', { name: 'Copy message as JSON' }));
    fireEvent.click(within(panel).getByRole('button', { name: /^Copy as a line of client.publish; .*\(403\)$/ }));
    fireEvent.click(within(panel).getByRole('button', { name: /^Copy as a call of curl; .*\(403\)$/ }));
    await within(panel).findByText('Copied');
    expect(JSON.parse(copied[0] ?? '')).toMatchObject({ channel: '/api/todos', data: { method: 'POST' } });
    expect(copied[1]).toMatch(
      /^\/\/ A server may refuse .*\n\/\/ .*\nclient\.publish\('\/api\/todos', \{\n {2}"method": "POST"/,
    );
    expect(copied[2]).toMatch(
      /^curl http:\/\/127\.0\.0\.1:3000\/faye -H 'Content-Type: application\/json' --data-raw '\[/,
    );
  });

  it('of a request is the call that curl or fetch would make', async () => {
    const session = recorded();
    const { show, copied } = open(session, rowOf(session, 'request', 'create'));
    const panel = await show('Message');
    fireEvent.click(within(panel).getByRole('button', { name: 'Copy as a call of curl' }));
    await within(panel).findByText('Copied');
    expect(copied[0]).toMatch(
      /^curl http:\/\/127\.0\.0\.1:3000\/api\/todos -H 'Content-Type: application\/json' -H 'X-Live-Request-Id: [\w-]+' --data-raw '\{"title":"Buy milk","completed":false\}'$/,
    );
    fireEvent.click(within(panel).getByRole('button', { name: 'Copy as a call of fetch' }));
    await waitFor(() => expect(copied).toHaveLength(2));
    expect(copied[1]).toMatch(/^fetch\('http:\/\/127\.0\.0\.1:3000\/api\/todos', \{\n {2}method: 'POST',\n/);
  });

  it('says when the browser refuses to copy', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'merged'), { onCopy: async () => false });
    const panel = await show('Message');
    fireEvent.click(within(panel).getByRole('button', { name: 'Copy message as JSON' }));
    expect(await within(panel).findByText('The browser refused')).toBeTruthy();
  });
});

describe('the diff', () => {
  it('says with signs what became of each attribute, and folds away what stayed', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'merged'));
    const panel = await show('Diff');
    const changed = within(panel).getByRole('table', { name: 'Changed attributes' });
    expect(within(changed).getAllByRole('row').map(text)).toEqual([
      'title− “Buy milk”+ “Buy oat milk”',
      'completed− false+ true',
      '_v− 1+ 2',
    ]);
    expect([...changed.querySelectorAll('mark')].map(text)).toEqual(['oat ']);
    expect(text(within(panel).getByText('2 attributes unchanged'))).toBeTruthy();
  });

  it('of a deleted model shows what it was', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'removed'));
    expect(text(await show('Diff'))).toMatch(/^Removed id \w+ c12 in Todos.*title− "Pay the rent"/);
  });

  it('of a message that was held shows what came of it', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'inserted-after-hold'));
    expect(text(await show('Diff'))).toMatch(/^Added id \w+ c12 in Todos.*title\+ "Pay the rent"/);
  });
});

describe('the state', () => {
  it('is that of the collection at the event, with the model that it touched', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'merged'));
    const panel = await show('State');
    const count = (name: string) => text(within(panel).getByText(name).parentElement ?? panel);
    expect(count('Models')).toBe('Models3');
    expect(count('In flight')).toBe('In flight0');
    expect(text(panel.querySelector('[data-touched="true"]') ?? panel)).toContain('touched {title: "Buy oat milk"');
  });

  it('counts what is in flight and held at that time', async () => {
    const session = recorded();
    const { show } = open(session, rowWith(session, 'held'));
    const panel = await show('State');
    const count = (name: string) => text(within(panel).getByText(name).parentElement ?? panel);
    expect(count('In flight')).toBe('In flight2: #3 and #4');
    expect(count('Held')).toMatch(/^Held1: \w{24}$/);
  });

  it('says what nobody can know', async () => {
    const session = told(`
      load http://a/ attach=late
      added todos /api/todos held=2
      message POST 7 seq=1
      gap 4 3
      message POST 8 seq=5 n=7
    `);
    const { show } = open(session, session.trace.end - 1);
    const panel = await show('State');
    expect(text(panel)).toContain('Three events of this document were lost before this moment');
    expect(text(panel)).toContain('The capture began when the page was already running');
    expect(text(panel)).toContain('Two messages had been held before the capture began');
  });

  it('says what was left out by a bound, by the settings and by a pause', async () => {
    const session = told(`
      load http://a/
      added todos /api/todos size=3
      page recording on=true without=http,/chat/**
      page recording on=false without=http,/chat/**
      page recording on=true
      message POST 8 seq=5
    `);
    const { show } = open(session, session.trace.end - 1);
    const panel = await show('State');
    expect(text(panel)).toContain('Of three models none was reported.');
    expect(text(panel)).toContain('Not recorded, by the settings: http,/chat/**. What they changed is missing here.');
    expect(text(panel)).toContain('Recording was paused once before this moment: what happened meanwhile is missing');
  });

  it('shows a hundred models of many, and the one that was touched', async () => {
    const models = Array.from({ length: 300 }, (_, n) => ({ cid: `c${n}`, attributes: { id: `${n}` } }));
    const session = told(`
      load http://a/
      added todos /api/todos models=${JSON.stringify(models)}
      message PUT 250 seq=1
      change change 250 attributes={"id":"250","title":"milk"}
    `);
    const { show } = open(session, rowOf(session, 'message'));
    const panel = await show('State');
    expect(panel.querySelectorAll('.model')).toHaveLength(101);
    expect(text(panel)).toContain('And 199 models more.');
    expect(panel.querySelectorAll('[data-touched="true"]')).toHaveLength(1);
  });
});

describe('the stack', () => {
  it('names the calls of the page that led to a request, the last first', async () => {
    const session = recorded();
    const opened: unknown[] = [];
    const onOpenSource = (...place: unknown[]) => opened.push(place);
    const { show } = open(session, rowOf(session, 'request', 'create'), { onOpenSource });
    const calls = within(await show('Stack')).getAllByRole('listitem');
    expect(text(calls[0] ?? document.body)).toMatch(/^Object\.send todos\.js:\d+:\d+$/);
    expect(calls.map(text).join()).toContain('AppView.createOnEnter');
    expect(calls.map(text).join()).not.toContain('probe.js');
    fireEvent.click(within(calls[0] ?? document.body).getByRole('button'));
    expect(opened).toEqual([[expect.stringMatching(/^http:.*\/todos\.js$/), expect.any(Number), expect.any(Number)]]);
  });

  it('copies a place where the browser cannot show it', async () => {
    const session = recorded();
    const { show, copied } = open(session, rowOf(session, 'request', 'create'));
    const panel = await show('Stack');
    fireEvent.click(within(panel).getAllByRole('button')[0] ?? panel);
    await within(panel).findByText('Copied the place');
    expect(copied[0]).toMatch(/^http:.*todos\.js:\d+:\d+$/);
  });

  it('is offered where none was recorded, for what is to come', async () => {
    const session = told('load http://a/\nhttp request h1 POST /api/todos');
    const { show, recordings, redraw } = open(session, rowOf(session, 'request'));
    const panel = await show('Stack');
    fireEvent.click(within(panel).getByRole('button', { name: 'Record call stacks' }));
    expect(recordings()).toBe(1);
    redraw({ stacks: true });
    await waitFor(() => expect(text(panel)).toContain('Call stacks are recorded now'));
  });

  it('of a subscription is the application’s call', async () => {
    const stack = 'subscribe@moz-extension://a/probe.js:1:1\nstart@http://a/app.js:3:9';
    const session = told(`
      load http://a/
      faye subscribe /api/todos handlers=1 stack=${JSON.stringify(stack)}
      sent /meta/subscribe /api/todos id=3
    `);
    const { show } = open(session, rowOf(session, 'sent'));
    expect(text(await show('Stack'))).toContain('start app.js:3:9');
  });
});

describe('a place of a script', () => {
  it('is asked for as Chromium counts, from 0', () => {
    const asked: unknown[][] = [];
    const panels = { openResource: (...words: unknown[]) => asked.push(words) };
    sourceOpener(panels)?.('http://a/b.js', 12, 5);
    expect(asked[0]?.slice(0, 3)).toEqual(['http://a/b.js', 11, 4]);
    expect(sourceOpener({})).toBeUndefined();
  });
});
