import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequence } from '../../../devserver/live-collection/reconciler/sequence.ts';

const numbers = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60, size: 'max' });

describe('a sequence', () => {
  it('knows after any messages and snapshots what was seen, and what is missing', () => {
    const step = fc.record({
      kind: fc.constantFrom('note', 'note', 'note', 'advance'),
      seq: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const sequence = createSequence();
        const seen = new Set<number>();
        let baseline: number | undefined;
        for (const { kind, seq } of steps) {
          if (kind === 'advance') {
            sequence.advance(seq);
            baseline = Math.max(baseline ?? 0, seq);
          } else {
            const known = seen.has(seq) || (baseline !== undefined && seq <= baseline);
            expect(sequence.note(seq) === 'duplicate').toBe(known);
            seen.add(seq);
          }
          if (baseline === undefined) {
            expect(sequence.low).toBeUndefined();
            continue;
          }
          let low = baseline;
          while (seen.has(low + 1)) low++;
          expect(sequence.low).toBe(low);
          const missing: number[] = [];
          for (let each = low + 1; each < Math.max(...seen); each++) if (!seen.has(each)) missing.push(each);
          expect(sequence.missing()).toEqual(missing);
        }
      }),
      { seed: 2013, numRuns: 500 },
    );
  });

  it('calls a number a jump exactly when it leaves new numbers out', () => {
    fc.assert(
      fc.property(numbers, (seqs) => {
        const sequence = createSequence({ low: 0, ahead: [] });
        let highest = 0;
        const seen = new Set<number>();
        for (const seq of seqs) {
          const expected = seen.has(seq) ? 'duplicate' : seq > highest + 1 ? 'jump' : 'next';
          expect(sequence.note(seq)).toBe(expected);
          seen.add(seq);
          highest = Math.max(highest, seq);
        }
      }),
      { seed: 2013 },
    );
  });

  it('goes on from its state as if it had not stopped', () => {
    fc.assert(
      fc.property(numbers, fc.nat({ max: 60 }), (seqs, stop) => {
        const whole = createSequence({ low: 3, ahead: [] });
        let stopping = createSequence({ low: 3, ahead: [] });
        seqs.forEach((seq, index) => {
          if (index === stop) stopping = createSequence(JSON.parse(JSON.stringify(stopping.state())));
          expect(stopping.note(seq)).toBe(whole.note(seq));
        });
        expect(stopping.missing()).toEqual(whole.missing());
      }),
      { seed: 2013 },
    );
  });

  it('believes a lower number after a new session only', () => {
    const sequence = createSequence({ low: 50, ahead: [] });
    sequence.advance(3);
    expect(sequence.low).toBe(50);
    sequence.forget();
    sequence.advance(3);
    expect(sequence.low).toBe(3);
    expect(sequence.note(4)).toBe('next');
  });

  it('gives a hole up that no snapshot ever closed, rather than remember all that follows', () => {
    const sequence = createSequence({ low: 0, ahead: [] });
    for (let seq = 2; seq <= 6_000; seq++) sequence.note(seq);
    expect(sequence.state()).toEqual({ low: 6_000, ahead: [] });
  });
});
