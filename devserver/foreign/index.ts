/**
 * Two live collections that are not ours, in the ways the web has known since 2013, on one channel. Each has a client of
 * its own: to the other it is somebody else. Backbone and the rest come by script tags, as they did then.
 */
import type BackboneModule from 'backbone';
import type { Client } from 'faye';
import { articleCollection } from './article-collection.ts';
import { answerNextCreateLate } from './late-answer.ts';
import { listView } from './list-view.ts';
import { operationCollection } from './operation-collection.ts';
import { hearOperations } from './operations.ts';

declare const Backbone: typeof BackboneModule;
declare const Faye: { Client: typeof Client };

const Todo = Backbone.Model.extend({ idAttribute: '_id' });
class ArticleTodos extends articleCollection(Backbone) {}
class OperationTodos extends operationCollection(Backbone, Todo) {}
const ListView = listView(Backbone);

const connect = () => new Faye.Client('/faye');
const lists = {
  '#article': new ArticleTodos(connect()),
  '#operations': new OperationTodos(hearOperations(connect())),
};

async function beforeCreate(): Promise<void> {
  if (Backbone.$('#late').prop('checked')) await answerNextCreateLate();
}

for (const [el, collection] of Object.entries(lists)) {
  const view = new ListView({ el, collection, beforeCreate });
  collection.fetch({ success: () => view.ready() });
}
