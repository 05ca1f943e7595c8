/** Backbone's methods as it sends them. `emulateHTTP` makes POST of all that write: those are known by their crid alone. http://backbonejs.org/#Sync */
export const HTTP_METHODS: ReadonlyMap<string, string> = new Map([
  ['create', 'POST'],
  ['read', 'GET'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
]);
