import Backbone from 'backbone';

/** A todo as the server sends it; `_id`, `_v` and `order` are the server's and come with its answer. */
export interface TodoAttributes {
  _id?: string;
  _v?: number;
  title: string;
  completed: boolean;
  order?: number;
}

/**
 * One todo. What the user does shows at once; the requests for it go one after the other, because two at once may
 * arrive in either order: two PUTs would leave the older one behind, and a PUT beside the todo's own POST would be
 * a second POST.
 */
export class Todo extends Backbone.Model<TodoAttributes> {
  declare private inFlight: boolean;
  /** What was changed since the request in flight, and is to be sent after it. */
  declare private unsent: Partial<TodoAttributes> | undefined;
  declare private discarded: boolean;

  override initialize(): void {
    this.inFlight = false;
    this.discarded = false;
    this.on('request', () => {
      this.inFlight = true;
    });
    this.on('sync error', () => {
      this.inFlight = false;
      this.send();
    });
  }

  override defaults(): TodoAttributes {
    return { title: '', completed: false };
  }

  toggle(completed = !this.get('completed')): void {
    this.change({ completed });
  }

  change(attributes: Partial<TodoAttributes>): void {
    this.set(attributes);
    this.unsent = { ...this.unsent, ...attributes };
    this.send();
  }

  /** Takes the todo away, here and on the server. */
  discard(): void {
    this.discarded = true;
    this.send();
  }

  private send(): void {
    if (this.inFlight) return;
    const { discarded, unsent } = this;
    this.discarded = false;
    this.unsent = undefined;
    if (discarded) this.destroy();
    else if (unsent) this.save(unsent); // sets them again, in case the answer before had them as they were
  }
}

// On the prototype: a collection asks there for the id of attributes that are no model yet.
Todo.prototype.idAttribute = '_id';
