// @vitest-environment jsdom
import '../layout.ts';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { CollectionsView } from '../../../extension/panel/collections/collections-view.tsx';
import { eventsOf } from '../../support/trace-language.ts';
import { viewOf } from '../view-props.ts';

afterEach(cleanup);

const MODELS = [
  { cid: 'c1', attributes: { id: '1', title: 'Milk' } },
  { cid: 'c2', attributes: { id: '2', title: 'Rent' } },
];
const STORY = `
  load http://a.test/
  added todos /api/todos size=2 models=${JSON.stringify(MODELS)}
  received PUT 2 seq=1
  message PUT 2 seq=1 after=0.1
  decision merged 2 changed=["title"] after=0.1
  change change 2 attributes={"id":"2","title":"Taxes"} after=0.1
  request c12 create /api/todos
  received POST 9 seq=2
  message POST 9 seq=2
  decision held 9 waiting=["c12"]
  received DELETE 1 seq=5
  message DELETE 1 seq=5
  decision gap-detected missing=[3,4]
  decision removed 1
  change remove 1
  added foreign /api/foreign source=s2 foreign=true size=0
`;

function open(story = STORY, selected?: number) {
  const { props, asked } = viewOf(eventsOf(story));
  const view = render(<CollectionsView {...props} selected={selected} />);
  const show = (index: number | undefined) => view.rerender(<CollectionsView {...props} selected={index} />);
  return { ...view, props, asked, show };
}
const models = () =>
  within(screen.getByRole('grid', { name: 'Models' }))
    .getAllByRole('row')
    .slice(1);
const texts = () => models().map((row) => `${row.children[0]?.textContent} ${row.children[1]?.textContent}`);
const option = (name: RegExp) => screen.getByRole('option', { name });

describe('the collections', () => {
  it('say what is in them and under way, as words and numbers', () => {
    open();
    const todos = option(/^todos/);
    for (const figure of ['size 1', 'in flight 1', 'held 1', 'tombstones 1', 'last seq 5'])
      expect(todos.textContent).toContain(figure);
    expect(todos.textContent).toContain('gap: seq 3 and 4 missing');
    expect(option(/^foreign/).textContent).toContain('inferred');
  });

  it('say of which nothing can be seen that it does, and why', () => {
    open('load http://a.test/\nadded lists /api/lists foreign=true changesSeen=false');
    const lists = option(/^lists/);
    expect(lists.textContent).toContain('changes not seen');
    fireEvent.mouseDown(lists, { button: 0 });
    expect(document.body.textContent).toContain('nothing is said about what it does');
  });

  it('are gone through by keyboard, and Enter leads to the models', () => {
    open();
    const list = screen.getByRole('listbox');
    fireEvent.keyDown(list, { key: 'Home' });
    expect(option(/^todos/).getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(document.activeElement).toBe(screen.getByRole('grid', { name: 'Models' }));
  });

  it('say what is to be done where there is none', () => {
    open('load http://a.test/');
    expect(screen.getByRole('heading', { name: 'No live collection yet' })).toBeTruthy();
  });
});

describe('the models', () => {
  it('are those of now, until an event is selected: then as it left them, with a way back to now', () => {
    const { show, asked } = open();
    expect(texts()).toEqual(['2 {id: "2", title: "Taxes"}']);
    show(1);
    expect(texts()).toEqual(['1 {id: "1", title: "Milk"}', '2 {id: "2", title: "Rent"}']);
    // The receipt's row: with the decision about it and the change that it led to.
    show(2);
    expect(texts()[1]).toBe('2 {id: "2", title: "Taxes"}');
    fireEvent.click(screen.getByRole('button', { name: 'Back to now' }));
    expect(asked).toEqual([undefined]);
  });

  it('are not there before their collection', () => {
    open(STORY, 0);
    expect(screen.getByRole('heading', { name: 'Not there yet' })).toBeTruthy();
  });

  it('are found by a piece of an id or an attribute, and `/` goes there from anywhere', () => {
    open(STORY, 1);
    fireEvent.keyDown(document.body, { key: '/' });
    const field = screen.getByRole('searchbox', { name: 'Search models' });
    expect(document.activeElement).toBe(field);
    fireEvent.input(field, { target: { value: 'MILK' } });
    expect(texts()).toEqual(['1 {id: "1", title: "Milk"}']);
    expect(screen.getByRole('status').textContent).toBe('1 of 2');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(models()).toHaveLength(2);
  });

  it('tell what happened to an id that is no model', () => {
    open();
    fireEvent.input(screen.getByRole('searchbox'), { target: { value: '9' } });
    fireEvent.click(screen.getByRole('button', { name: 'What happened to the id “9”' }));
    expect(screen.getByRole('region', { name: 'Model 9' }).textContent).toContain('held');
    expect(screen.getByRole('region', { name: 'Model 9' }).textContent).toContain('It is not in the collection.');
  });

  it('open the history of each, by keyboard too, whose events are selected from there', () => {
    const { asked, props } = open();
    const grid = screen.getByRole('grid', { name: 'Models' });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    const pane = screen.getByRole('region', { name: 'Model 2' });
    expect(document.activeElement).toBe(pane);
    expect(within(pane).getByText('merged')).toBeTruthy();
    fireEvent.click(within(pane).getByRole('button', { name: 'message PUT' }));
    expect(props.session.trace.kind(asked[0] ?? -1)).toBe('received');
    fireEvent.keyDown(pane, { key: 'Escape' });
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('mark in a history what came after the selected event', () => {
    open(STORY, 1);
    fireEvent.mouseDown(models()[1] ?? document.body, { button: 0 });
    const pane = screen.getByRole('region', { name: 'Model 2' });
    expect(within(pane).getByText('after the selected event')).toBeTruthy();
  });

  it('have the held and the deleted beside them, each with its history', () => {
    open();
    fireEvent.click(screen.getByRole('button', { name: '1' }));
    expect(screen.getByRole('region', { name: 'Model 1' }).textContent).toContain('removed');
    expect(screen.getByRole('button', { name: '9' })).toBeTruthy();
  });

  it('say what cannot be known of them', () => {
    open('load http://a.test/ attach=late\ngap 2 3\nadded todos /api/todos n=5 size=4');
    const said = screen.getByText('Unknown (3)').closest('details')?.textContent;
    expect(said).toContain('Three events of this document were lost');
    expect(said).toContain('already running');
    expect(said).toContain('Of four models none was reported.');
  });

  it('are not gathered again for every event while that takes long, but do not stay behind', async () => {
    const { props } = viewOf(eventsOf(STORY));
    const { session } = props;
    const { collections } = session;
    let gathered = 0;
    function toldAt(...asked: Parameters<typeof collections.toldAt>) {
      gathered += 1;
      for (const until = performance.now() + 40; performance.now() < until; );
      return collections.toldAt(...asked);
    }
    const slow = { ...props, session: { ...session, collections: { ...collections, toldAt } } };
    const view = render(<CollectionsView {...slow} />);
    const rest = eventsOf(
      `${STORY}${Array.from({ length: 5 }, (_, k) => `change add 1${k} attributes={"n":${k}}`).join('\n')}`,
    );
    for (const event of rest.slice(-5)) {
      session.collections.add(session.trace.append(JSON.stringify(event), event), event);
      view.rerender(<CollectionsView {...slow} />);
    }
    await waitFor(() => expect(models()).toHaveLength(6));
    expect(gathered).toBeLessThan(5);
  });

  it('are drawn only where they can be seen, however many there are, and End goes to the last', async () => {
    const many = Array.from({ length: 12_000 }, (_, k) => ({ cid: `c${k}`, attributes: { id: k } }));
    open(`added todos /api/todos size=12000 models=${JSON.stringify(many)}`);
    const grid = screen.getByRole('grid', { name: 'Models' });
    expect(grid.getAttribute('aria-rowcount')).toBe('12001');
    expect(models().length).toBeLessThan(60);
    fireEvent.keyDown(grid, { key: 'End' });
    await waitFor(() => expect(screen.getByRole('region', { name: 'Model 11999' })).toBeTruthy());
  });
});
