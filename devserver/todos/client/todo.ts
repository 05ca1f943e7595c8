import Backbone from 'backbone';

/** A todo as the server sends it; `_id`, `_v` and `order` are the server's and come with its answer. */
export interface TodoAttributes {
  _id?: string;
  _v?: number;
  title: string;
  completed: boolean;
  order?: number;
}

/** One todo. */
export class Todo extends Backbone.Model<TodoAttributes> {
  override defaults(): TodoAttributes {
    return { title: '', completed: false };
  }

  toggle(completed = !this.get('completed')): void {
    this.change({ completed });
  }

  /** Shows a change at once and saves it when the server knows the todo; its answer to the POST may undo it till then. */
  change(attributes: Partial<TodoAttributes>): void {
    this.set(attributes);
    this.whenStored(() => this.save(attributes));
  }

  /** Takes the todo away, here and on the server. */
  discard(): void {
    this.whenStored(() => this.destroy());
  }

  /** A save while the todo's own POST is in flight would be a second POST, and two todos: wait for the first. */
  private whenStored(then: () => void): void {
    if (this.isNew()) this.once('sync', then);
    else then();
  }
}

// On the prototype: a collection asks there for the id of attributes that are no model yet.
Todo.prototype.idAttribute = '_id';
