import { describe, expect, it } from 'vitest';
import { bundleSentence, createEvidence, workersSentence } from '../../extension/core/evidence.ts';
import { eventsOf } from '../support/trace-language.ts';

const own = { load: 'L1', seq: 1, at: 1 };
const worker = (url: string) => ({ ...own, layer: 'page', kind: 'worker', type: 'worker', url }) as const;
const opened = {
  ...own,
  layer: 'wire',
  kind: 'opened',
  connection: 'c',
  transport: 'websocket',
  url: 'ws://x',
} as const;
const client = { ...own, layer: 'faye', kind: 'client', client: 'client-1', endpoint: '/faye' } as const;
const everywhere = () => true;

describe('what shows that a page has more than was met', () => {
  it('is nothing where nothing was seen, and where all was met', () => {
    const evidence = createEvidence();
    expect(bundleSentence(evidence.of(everywhere)) + workersSentence(evidence.of(everywhere))).toBe('');
    for (const event of [opened, client, ...eventsOf('added todos /api/todos')]) evidence.add(event);
    expect(bundleSentence(evidence.of(everywhere))).toBe('');
  });

  it('is Bayeux on the wire without a client, or without a collection', () => {
    const evidence = createEvidence();
    evidence.add(opened);
    expect(bundleSentence(evidence.of(everywhere))).toContain('neither a Faye client nor a live collection was met');
    evidence.add(client);
    expect(bundleSentence(evidence.of(everywhere))).toContain('no live collection was met');
    expect(bundleSentence(evidence.of(() => false))).toBe('');
  });

  it('is a worker, by its address where that is known', () => {
    const evidence = createEvidence();
    evidence.add(worker(''));
    expect(workersSentence(evidence.of(everywhere))).toBe('This page has one worker: what it sends is not seen.');
    evidence.add(worker('http://x/shared.js'));
    expect(workersSentence(evidence.of(everywhere))).toBe(
      'This page has two workers (http://x/shared.js, …): what they send is not seen.',
    );
  });
});
