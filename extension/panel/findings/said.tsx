import type { Sentence } from '../../core/explanation/sentence.ts';

/** A sentence whose short names tell the whole on hover. Text from the page is isolated: it turns nothing beside it. */
export function Said({ sentence }: { sentence: Sentence }) {
  return (
    <bdi>
      {sentence.map((part, n) =>
        typeof part === 'string' || part.whole === undefined ? (
          typeof part === 'string' ? (
            part
          ) : (
            part.text
          )
        ) : (
          <span key={n} title={part.whole}>
            {part.text}
          </span>
        ),
      )}
    </bdi>
  );
}
