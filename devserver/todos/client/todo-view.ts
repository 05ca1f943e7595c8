import Backbone from 'backbone';
import type { Todo } from './todo.ts';

const MARKUP = `
  <div class="view">
    <input class="toggle" type="checkbox" aria-label="Completed">
    <label></label>
    <button class="destroy" type="button" aria-label="Delete"></button>
  </div>
  <input class="edit" aria-label="Edit">`;

/**
 * One row. Titles are other people's text: they are set as text and as values, never as markup.
 * The row is changed in place, so that an update from another window does not end an edit in this one.
 */
export class TodoView extends Backbone.View<Todo> {
  override preinitialize(): void {
    this.tagName = 'li';
    this.events = {
      'change .toggle': 'toggle',
      'dblclick label': 'edit',
      'click .destroy': 'discard',
      'keydown .edit': 'onKey',
      'blur .edit': 'save',
    };
  }

  override initialize(): void {
    this.$el.html(MARKUP);
    this.listenTo(this.model, 'change', this.render);
    this.render();
  }

  override render(): this {
    const completed = Boolean(this.model.get('completed'));
    this.$el.toggleClass('completed', completed);
    this.$('.toggle').prop('checked', completed);
    this.$('label').text(this.model.get('title') ?? '');
    return this;
  }

  toggle(): void {
    this.model.toggle();
  }

  discard(): void {
    this.model.discard();
  }

  edit(): void {
    this.$el.addClass('editing');
    this.$('.edit')
      .val(this.model.get('title') ?? '')
      .trigger('focus');
  }

  onKey(event: JQuery.KeyDownEvent): void {
    if (event.key === 'Enter') this.save();
    else if (event.key === 'Escape') this.$el.removeClass('editing'); // before the blur that follows, which would save
  }

  save(): void {
    if (!this.$el.hasClass('editing')) return;
    this.$el.removeClass('editing');
    const title = String(this.$('.edit').val()).trim();
    if (!title) this.model.discard();
    else if (title !== this.model.get('title')) this.model.change({ title });
  }
}
