import Backbone from 'backbone';

/** What the list shows: `''` is all. The route's own word. */
export type TodoFilter = '' | 'active' | 'completed';

/** Routes `#/`, `#/active` and `#/completed`; anything else shows all. */
export function routeFilters(show: (filter: TodoFilter) => void): Backbone.Router {
  const router = new Backbone.Router();
  router.route('*filter', 'filter', (fragment: string | null) => {
    const word = (fragment ?? '').replace(/^\//, '');
    show(word === 'active' || word === 'completed' ? word : '');
  });
  Backbone.history.start();
  return router;
}
