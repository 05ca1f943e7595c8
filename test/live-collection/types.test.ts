import Backbone from 'backbone';
import { describe, expectTypeOf, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';

interface TodoAttributes {
  title: string;
  completed: boolean;
}

class Todo extends Backbone.Model<TodoAttributes> {
  toggle() {
    return this.save({ completed: !this.get('completed') });
  }
}

/** Checked by `npm run types`: what does not hold here does not compile. */
describe('the types', () => {
  it('know the model of a class, and its attributes', () => {
    class Todos extends LiveCollection<Todo> {
      override model = Todo;
      override url = '/api/todos';
    }
    const todos = new Todos([{ title: 'a' }]);
    expectTypeOf(todos.at(0)).toEqualTypeOf<Todo>();
    expectTypeOf(todos.at(0).get('title')).toEqualTypeOf<string | undefined>();
    expectTypeOf(todos.resync).returns.toEqualTypeOf<Promise<void>>();
  });

  it('know the model that extend is given, and the methods beside it', () => {
    const Todos = LiveCollection.extend({
      url: '/api/todos',
      model: Todo,
      remaining() {
        return this.filter((todo) => !todo.get('completed')).length;
      },
    });
    const todos = new Todos();
    expectTypeOf(todos.at(0)).toEqualTypeOf<Todo>();
    expectTypeOf(todos.remaining()).toEqualTypeOf<number>();
    expectTypeOf(todos.listening).toEqualTypeOf<boolean>();
  });
});
