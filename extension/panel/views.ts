import { findingCount } from './findings/finding-count.ts';
import { collections, findings, lanes, subscriptions } from './lazy-views.ts';
import { ListView } from './list/list-view.tsx';
import type { PanelView } from './view.ts';

/** The views, in the order of their tabs and of the number keys. */
export const views: readonly [PanelView, ...PanelView[]] = [
  {
    name: 'findings',
    label: 'Findings',
    icon: 'warning',
    hint: 'what is wrong, and why',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], label: 'One finding up or down' },
      { keys: ['Enter'], label: 'On to the finding' },
      { keys: ['Escape'], label: 'Back to the list of findings' },
    ],
    unfiltered: true,
    count: findingCount,
    component: findings.Component,
  },
  {
    name: 'list',
    label: 'List',
    icon: 'list',
    hint: 'every event in a row',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], label: 'One row up or down' },
      { keys: ['PageUp', 'PageDown'], label: 'One screen' },
      { keys: ['Home', 'End'], label: 'The first or the last row' },
      { keys: ['Enter'], label: 'On to the details' },
      { keys: ['Escape'], label: 'Clear the selection' },
    ],
    component: ListView,
  },
  {
    name: 'lanes',
    label: 'Lanes',
    icon: 'lanes',
    hint: 'what ran when, side by side',
    keys: [
      { keys: ['ArrowLeft', 'ArrowRight'], label: 'The event before or after, in the lane' },
      { keys: ['ArrowUp', 'ArrowDown'], label: 'The lane above or below' },
      { keys: ['Home', 'End'], label: 'The lane’s first or last event' },
      { keys: ['+', '=', 'w'], label: 'Zoom in' },
      { keys: ['-', 's'], label: 'Zoom out' },
      { keys: ['a', 'd'], label: 'Earlier, later' },
      { keys: ['0'], label: 'Everything' },
      { keys: ['Enter'], label: 'On to the details' },
      { keys: ['Escape'], label: 'Clear the selection' },
    ],
    component: lanes.Component,
  },
  {
    name: 'subscriptions',
    label: 'Subscriptions',
    icon: 'subscriptions',
    hint: 'what was asked, is held and was acknowledged',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], label: 'One channel up or down' },
      { keys: ['Home', 'End'], label: 'The first or the last channel' },
      { keys: ['Enter'], label: 'On to its history' },
      { keys: ['Escape'], label: 'Clear the choice' },
    ],
    unfiltered: true,
    component: subscriptions.Component,
  },
  {
    name: 'collections',
    label: 'Collections',
    icon: 'collection',
    hint: 'what each consists of, now or then',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], label: 'One collection or model up or down' },
      { keys: ['Enter'], label: 'On to the models, then to the history of one' },
      { keys: ['/'], label: 'Search the models' },
      { keys: ['Escape'], label: 'Clear the choice, then back to now' },
    ],
    unfiltered: true,
    component: collections.Component,
  },
];
