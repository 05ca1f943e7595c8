/**
 * Who may import whom. A rule whose `to` says `type-only` or `reachable` is about what is left at run time; the others count types too.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'core-imports-only-core',
      comment:
        'The domain is pure: nothing but itself, the pure reconciler, and the words in which a live collection reports.',
      severity: 'error',
      from: { path: '^extension/core/' },
      to: { pathNot: ['^extension/core/', '^devserver/live-collection/(reconciler/.*|registry\\.ts)$'] },
    },
    {
      name: 'core-imports-registry-types-only',
      comment: 'The registry itself hangs on the page’s global object.',
      severity: 'error',
      from: { path: '^extension/core/' },
      to: { path: '^devserver/live-collection/registry\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-reaches-no-package',
      comment: 'Nor does anything that core/ reaches at run time, the reconciler included, need a package or Node.',
      severity: 'error',
      from: { path: '^extension/core/' },
      to: { pathNot: ['^extension/', '^devserver/'], reachable: true },
    },
    {
      name: 'channel-imports-only-core',
      comment:
        'What crosses a process border is described in core/; who sends or hears it is not the channel’s business. A port’s type is the browser’s.',
      severity: 'error',
      from: { path: '^extension/channel/' },
      to: { pathNot: ['^extension/(channel|core)/', '(^|/)webextension-polyfill(/|$)'] },
    },
    {
      name: 'channel-imports-core-types-only',
      severity: 'error',
      from: { path: '^extension/channel/' },
      to: { path: '^extension/core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-never-imports-panel',
      severity: 'error',
      from: { path: '^extension/page/' },
      to: { path: '^extension/panel/' },
    },
    {
      name: 'panel-never-imports-page',
      severity: 'error',
      from: { path: '^extension/panel/' },
      to: { path: '^extension/page/' },
    },
    {
      name: 'browser-apis-arrive-as-values',
      comment:
        'Only the entry of each process takes the browser’s API; everybody else is given it, and so can be tested.',
      severity: 'error',
      from: {
        pathNot: ['^extension/devtools\\.ts$', '^extension/(background|content|panel|permission)/index\\.tsx?$'],
      },
      to: { path: '(^|/)webextension-polyfill(/|$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-has-no-browser-api',
      comment:
        'The probe runs in the page’s own world, where webextension-polyfill throws: not even its types belong there.',
      severity: 'error',
      from: { path: '^extension/page/' },
      to: { path: '(^|/)webextension-polyfill(/|$)' },
    },
    {
      name: 'devserver-knows-nothing-of-the-extension',
      comment:
        'The library, its server half and the embedded database serve applications that never heard of DevTools.',
      severity: 'error',
      from: { path: '^devserver/(live-collection|live-resource|embedded-mongo|todos)/' },
      to: { path: '^extension/' },
    },
    {
      name: 'live-resource-knows-nothing-of-the-demo',
      severity: 'error',
      from: { path: '^devserver/live-resource/' },
      to: { path: '^devserver/todos/' },
    },
    {
      name: 'no-cycles-of-types',
      comment: 'Two files that describe each other are one concept, or a third file is missing.',
      severity: 'error',
      from: { path: '^(extension|devserver)/' },
      to: { circular: true },
    },
    {
      name: 'no-cycles',
      comment: 'A type may be described beside what uses it; code that needs each other to load may not be apart.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere would slip through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'browser', 'default'] },
  },
};
