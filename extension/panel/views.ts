import { LanesView } from './lanes/lanes-view.tsx';
import { ListView } from './list-view.tsx';
import type { View } from './view.ts';

/** The views, in the order of their tabs and of the number keys. */
export const views: readonly [View, ...View[]] = [
  { name: 'list', label: 'List', icon: 'list', hint: 'every event in a row', component: ListView },
  { name: 'lanes', label: 'Lanes', icon: 'lanes', hint: 'what ran when, side by side', component: LanesView },
];
