import Backbone from 'backbone';
import { countText } from './count-text.ts';
import type { TodoFilter } from './filter-router.ts';
import type { Todo } from './todo.ts';
import { TodoView } from './todo-view.ts';
import type { Todos } from './todos.ts';

/** The whole page: the field for a new todo, the list, and the footer. */
export class AppView extends Backbone.View {
  declare private todos: Todos;
  declare private filter: TodoFilter;
  /** Every todo's row, by `cid`; those that the filter leaves out are hidden. */
  declare private rows: Map<string, TodoView>;

  constructor(todos: Todos) {
    super({ el: '.todoapp' });
    this.todos = todos;
    this.filter = '';
    this.rows = new Map();
    this.listenTo(todos, 'add remove reset sort change', this.render);
    this.listenTo(todos, 'error', this.showProblem);
    this.listenTo(todos, 'request', this.clearProblem);
    this.render();
  }

  override preinitialize(): void {
    this.events = {
      'keydown .new-todo': 'createOnEnter',
      'change .toggle-all': 'toggleAll',
      'click .clear-completed': 'clearCompleted',
    };
  }

  /** Shows what a route names. */
  show(filter: TodoFilter): void {
    this.filter = filter;
    this.render();
  }

  override render(): this {
    const remaining = this.todos.remaining().length;
    const completed = this.todos.length - remaining;
    this.renderRows();
    this.$('.main, .footer').toggleClass('hidden', this.todos.length === 0);
    this.$('.toggle-all').prop('checked', remaining === 0);
    this.$('.todo-count').html(countText(remaining));
    this.$('.clear-completed').toggleClass('hidden', completed === 0);
    this.$('.filters a').each((_index, link) => {
      link.classList.toggle('selected', link.getAttribute('href') === `#/${this.filter}`);
    });
    return this;
  }

  /** Makes the list the collection's, and moves no row that is in its place: moving one would end an edit in it. */
  private renderRows(): void {
    const list = this.$('.todo-list').get(0);
    for (const [cid, row] of this.rows) {
      if (this.todos.get(cid)) continue;
      row.remove();
      this.rows.delete(cid);
    }
    this.todos.each((todo, index) => {
      const row = this.rowOf(todo);
      row.$el.toggleClass('hidden', !this.shows(todo));
      const there = list?.children[index] ?? null;
      if (there !== row.el) list?.insertBefore(row.el, there);
    });
  }

  private rowOf(todo: Todo): TodoView {
    const row = this.rows.get(todo.cid) ?? new TodoView({ model: todo });
    this.rows.set(todo.cid, row);
    return row;
  }

  private shows(todo: Todo): boolean {
    return this.filter === '' || (this.filter === 'completed') === Boolean(todo.get('completed'));
  }

  createOnEnter(event: JQuery.KeyDownEvent): void {
    if (event.key !== 'Enter') return;
    const field = this.$('.new-todo');
    const title = String(field.val()).trim();
    if (!title) return;
    this.todos.create({ title });
    field.val('');
  }

  toggleAll(): void {
    const completed = Boolean(this.$('.toggle-all').prop('checked'));
    for (const todo of completed ? this.todos.remaining() : this.todos.completed()) todo.toggle(completed);
  }

  clearCompleted(): void {
    for (const todo of this.todos.completed()) todo.discard();
  }

  private showProblem(_source: unknown, response: JQuery.jqXHR | undefined): void {
    const sentence: unknown = response?.responseJSON?.error;
    Backbone.$('.problem').text(typeof sentence === 'string' ? sentence : 'The server cannot be reached.');
  }

  private clearProblem(): void {
    Backbone.$('.problem').text('');
  }
}
