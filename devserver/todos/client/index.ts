import Backbone from 'backbone';
import type { Client } from 'faye';
import $ from 'jquery';
import _ from 'underscore';
import { AppView } from './app-view.ts';
import { routeFilters } from './filter-router.ts';
import { playScenarios } from './scenario-player.ts';
import { Todos } from './todos.ts';

declare global {
  /** `/faye/client.js`, which the dev server's Faye serves. */
  const Faye: { Client: typeof Client };

  interface Window {
    todos: Todos;
    app: AppView;
  }
}

// A bundler leaves no globals behind; a page with script tags has them, and consoles and debuggers look for them.
Object.assign(window, { $, jQuery: $, _, Backbone });
Backbone.$ = $;

const connect = () => new Faye.Client('/faye');
const client = connect();
window.todos = new Todos(client);
window.app = new AppView(window.todos);
routeFilters((filter) => window.app.show(filter));
window.todos.fetch();
playScenarios(window.todos, client, connect);
$('.new-todo').trigger('focus');
