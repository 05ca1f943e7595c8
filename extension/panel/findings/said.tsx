import type { Sentence } from '../../core/explanation/sentence.ts';

/** A sentence whose short names tell the whole on hover. Text from the page is isolated: it turns nothing beside it. */
export function Said({ sentence }: { sentence: Sentence }) {
  return (
    <bdi>
      {sentence.map((part, n) => {
        if (typeof part === 'string') return part;
        if (part.whole === undefined) return part.text;
        return (
          <span key={n} title={part.whole}>
            {part.text}
          </span>
        );
      })}
    </bdi>
  );
}
