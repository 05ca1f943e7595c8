/** Faults on demand: what networks, proxies and servers do to a live collection, when you say so. */
export { createFaults, type Faults } from './faults.ts';
export { loopbackOnly } from './loopback.ts';
export { faultsRouter } from './router.ts';
export { BadRule, type Fault, type Match, type Rule, readRule } from './rule.ts';
