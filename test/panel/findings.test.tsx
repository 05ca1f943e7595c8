// @vitest-environment jsdom
import './layout.ts';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../extension/core/session.ts';
import { CollectionsView } from '../../extension/panel/collections/collections-view.tsx';
import { FindingsView } from '../../extension/panel/findings/findings-view.tsx';
import { ListView } from '../../extension/panel/list/list-view.tsx';
import type { ViewProps } from '../../extension/panel/view.ts';
import { batchOf, eventsOf } from '../support/trace-language.ts';
import { open as openPanel } from './open-panel.tsx';
import { READER } from './story.ts';
import { viewOf } from './view-props.ts';

afterEach(cleanup);

const BEGIN = `
  load http://localhost:3000/
  added todos /api/todos foreign=true changesSeen=true size=0 models=[]`;
const DUPLICATED = `${BEGIN}
  change add cid=c1 input=0 attributes={"title":"milk"}
  request c1 create /api/todos cid=c1
  message POST 664f1a2b3c4d5e6f7a9602a9
  change add 664f1a2b3c4d5e6f7a9602a9 cid=c2
  ended
  response c1 create 201 id=664f1a2b3c4d5e6f7a9602a9
  change change 664f1a2b3c4d5e6f7a9602a9 cid=c1
  ended`;
const AND_LOST = `${DUPLICATED}\nmessage POST 9\nended`;

/** As a page tells it: what a recording has is not inferred again. */
const hear = (session: Session, story: string) => session.receive(batchOf(eventsOf(story), { reader: READER }));

function open(story: string, more: Partial<ViewProps> = {}) {
  const { session, props, asked } = viewOf([]);
  hear(session, story);
  const view = render(<FindingsView {...props} {...more} />);
  const again = (changed: Partial<ViewProps>) => view.rerender(<FindingsView {...props} {...more} {...changed} />);
  const rows = () => screen.getAllByRole('option').map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
  return { ...view, session, asked, again, rows };
}

describe('the findings', () => {
  it('say what is wrong, the worst first, and show the worst without a click', () => {
    const { rows } = open(AND_LOST);
    expect(rows()).toHaveLength(2);
    expect(rows()[0]).toMatch(/^One document, two rows .*todos · …9602a9 · still so$/);
    expect(rows()[1]).toMatch(/^A document is not shown .*todos · 9 · unsure$/);
    const detail = screen.getByRole('region', { name: 'One document, two rows' });
    expect(detail.textContent).toContain('models c2 and c1');
    expect(detail.textContent).toContain('ExpectedWait for the response to #1: this may be the same document');
    expect(detail.textContent).toContain('SeenIt added the document at once');
    expect(detail.textContent).toContain('its own create #1 was in flight');
    expect(screen.getByText('1 wrong now · 1 unsure')).toBeTruthy();
  });

  it('draw the moment: what came when, with the culprit marked in words', () => {
    open(DUPLICATED);
    const moment = screen.getByRole('list', { name: 'What came when' });
    const steps = within(moment).getAllByRole('listitem');
    expect(steps.map((step) => step.textContent?.includes('here'))).toContain(true);
    expect(steps.find((step) => step.textContent?.includes('here'))?.textContent).toContain('POST');
  });

  it('lead to each event', () => {
    const { asked, session } = open(DUPLICATED);
    const moment = screen.getByRole('list', { name: 'What came when' });
    fireEvent.click(within(moment).getByRole('button', { name: /^POST/ }));
    expect(session.trace.kind(asked[0] ?? -1)).toBe('message');
  });

  it('are chosen by the keyboard', () => {
    open(AND_LOST);
    fireEvent.keyDown(screen.getByRole('listbox', { name: 'Findings' }), { key: 'ArrowDown' });
    expect(screen.getByRole('region', { name: 'A document is not shown' })).toBeTruthy();
  });

  it('are copied as text, with whole names', async () => {
    const copied: string[] = [];
    open(DUPLICATED, { onCopy: async (text) => copied.push(text) > 0 });
    fireEvent.click(screen.getByRole('button', { name: 'Copy as text' }));
    expect(await screen.findByText('Copied')).toBeTruthy();
    expect(copied[0]).toContain('One document, two rows: todos · 664f1a2b3c4d5e6f7a9602a9 (models c2 and c1)');
    expect(copied[0]).toMatch(/POST.*<- here/);
  });

  it('are muted one by one or by kind, for the site, and come back when wanted', () => {
    let muted: readonly string[] = [];
    const onMuted = (next: readonly string[]) => {
      muted = next;
    };
    const { again, rows } = open(AND_LOST, { onMuted });
    fireEvent.click(screen.getByRole('button', { name: 'Mute this kind on this site' }));
    again({ muted });
    expect(rows()).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: '1 muted: show' }));
    expect(rows()).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Unmute all' }));
    expect(muted).toEqual([]);
  });

  it('state no more than what was seen where there are none', () => {
    open(`${BEGIN}\nmessage POST 7\nchange add 7\nended`);
    expect(screen.getByText('No problems found')).toBeTruthy();
    expect(screen.getByText(/Of what was seen/)).toBeTruthy();
  });

  it('have no fault that axe-core finds', async () => {
    const { container } = open(AND_LOST);
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

describe('what a finding is about', () => {
  it('is marked in the list, on the collection and on both models', () => {
    const { session, props } = viewOf([]);
    hear(session, DUPLICATED);
    const { container } = render(<ListView {...props} />);
    const marked = [...container.querySelectorAll('tr:has(.row-mark)')].map((row) => row.textContent);
    expect(marked.some((text) => text?.includes('POST') && text.includes('Finding: One document, two rows.'))).toBe(
      true,
    );
    cleanup();
    render(<CollectionsView {...props} />);
    expect(screen.getByRole('option', { name: /todos/ }).textContent).toContain('One document, two rows');
    const models = within(screen.getByRole('grid', { name: 'Models' }))
      .getAllByRole('row')
      .slice(1);
    expect(models.map((row) => row.querySelector('.wrong')?.textContent?.trim().slice(0, 2))).toEqual(['c1', 'c2']);
  });

  it('is marked no more when it is over', () => {
    const { session, props } = viewOf([]);
    hear(session, `${DUPLICATED}\nchange remove 664f1a2b3c4d5e6f7a9602a9 cid=c2 input=0`);
    const { container } = render(<ListView {...props} />);
    expect(container.querySelectorAll('.row-mark')).toHaveLength(0);
  });
});

describe('the panel', () => {
  const tab = (name: RegExp) => screen.getByRole('tab', { name });
  const isShown = (name: RegExp) => tab(name).getAttribute('aria-selected') === 'true';

  it('opens the findings by itself when something is wrong and nothing is selected, and counts them on the tab', async () => {
    const { session, settings } = openPanel();
    expect(isShown(/^List/)).toBe(true);
    hear(session, DUPLICATED);
    expect(await screen.findByRole('listbox', { name: 'Findings' })).toBeTruthy();
    expect(tab(/^Findings ?, 1 wrong now$/).getAttribute('aria-selected')).toBe('true');
    expect(settings.current.value.view).toBe('list');
  });

  it('stays where its user went, and counts there', async () => {
    const { session } = openPanel();
    hear(session, DUPLICATED);
    await screen.findByRole('listbox', { name: 'Findings' });
    fireEvent.click(tab(/^List/));
    hear(session, AND_LOST);
    expect(isShown(/^List/)).toBe(true);
    expect(await screen.findByRole('tab', { name: /^Findings ?, 1 wrong now · 1 unsure$/ })).toBeTruthy();
  });
});
