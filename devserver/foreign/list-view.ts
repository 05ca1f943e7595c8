import type BackboneModule from 'backbone';

export interface ListViewOptions {
  el: string;
  collection: BackboneModule.Collection;
  /** Resolves when a create may be sent. */
  beforeCreate: () => Promise<void>;
}

const ROW = `
  <input class="toggle" type="checkbox" aria-label="Completed">
  <label></label>
  <small></small>
  <button class="destroy" type="button" aria-label="Delete">×</button>`;

/** One list: a field for a new todo, and a row for every model, also where two are the same document. */
export function listView(Backbone: typeof BackboneModule) {
  return class ListView extends Backbone.View {
    declare collection: BackboneModule.Collection;
    private readonly beforeCreate: () => Promise<void>;

    constructor({ el, collection, beforeCreate }: ListViewOptions) {
      super({ el, collection });
      this.beforeCreate = beforeCreate;
      this.listenTo(collection, 'add remove reset change sync', this.render);
    }

    override preinitialize(): void {
      this.events = {
        'keydown .new-todo': 'createOnEnter',
        'change .toggle': 'toggle',
        'click .destroy': 'destroy',
      };
    }

    /** Before it has its list there is nothing to add to. */
    ready(): void {
      this.$('.new-todo').prop('disabled', false);
    }

    override render(): this {
      this.$('.todo-list')
        .empty()
        .append(this.collection.map((model) => this.row(model)));
      return this;
    }

    /** Titles are other people's text: they are set as text, never as markup. */
    private row(model: BackboneModule.Model): JQuery {
      const { cid, id } = model;
      const isTwice = id !== undefined && this.collection.filter((other) => other.id === id).length > 1;
      const row = Backbone.$('<li>').attr('data-cid', cid).toggleClass('twice', isTwice).html(ROW);
      row.find('.toggle').prop('checked', Boolean(model.get('completed')));
      row.find('label').text(model.get('title') ?? '');
      row.find('small').text(`${cid} · ${id === undefined ? 'no id yet' : `…${String(id).slice(-4)}`}`);
      return row;
    }

    private modelOf({ target }: JQuery.TriggeredEvent): BackboneModule.Model | undefined {
      const cid = Backbone.$(target as Element)
        .closest('li')
        .attr('data-cid');
      return this.collection.find((model) => model.cid === cid);
    }

    async createOnEnter(event: JQuery.KeyDownEvent): Promise<void> {
      const field = Backbone.$(event.target);
      const title = String(field.val()).trim();
      if (event.key !== 'Enter' || !title) return;
      field.val('');
      await this.beforeCreate();
      this.collection.create({ title });
    }

    toggle(event: JQuery.ChangeEvent): void {
      const model = this.modelOf(event);
      model?.save({ completed: !model.get('completed') });
    }

    destroy(event: JQuery.ClickEvent): void {
      this.modelOf(event)?.destroy();
    }
  };
}
