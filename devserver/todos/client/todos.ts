import type { Client } from 'faye';
import { LiveCollection } from '../../live-collection/index.ts';
import { Todo } from './todo.ts';

/** All todos, live: what any window changes, every window shows. Oldest first, those without an answer yet last. */
export class Todos extends LiveCollection<Todo> {
  constructor(client: Client) {
    super([], { client });
    this.on('change:order', () => this.sort());
  }

  override preinitialize(): void {
    this.model = Todo;
    this.url = '/api/todos';
    this.comparator = (todo: Todo) => todo.get('order') ?? Number.POSITIVE_INFINITY;
  }

  remaining(): Todo[] {
    return this.filter((todo) => !todo.get('completed'));
  }

  completed(): Todo[] {
    return this.filter((todo) => Boolean(todo.get('completed')));
  }
}
