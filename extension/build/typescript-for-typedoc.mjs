// TypeDoc uses the compiler by its JavaScript API, which TypeScript 7 no longer has. `node --import` this, and it gets the
// TypeScript that it supports, which package.json has by another name. https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Node loads this file once more, in the thread in which modules are resolved.
if (isMainThread) register(import.meta.url);

export const resolve = (specifier, context, next) =>
  next(specifier === 'typescript' ? 'typescript-6' : specifier, context);
