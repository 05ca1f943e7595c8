/** The races of a live collection, each played on demand on a page of the demo. */
export { scenarios, unplayable } from './catalogue.ts';
export { createDirector, type Director, type Run } from './director.ts';
export { foreignClient } from './foreign-client.ts';
export { scenariosRouter } from './router.ts';
