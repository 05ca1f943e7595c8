const HEIGHT = 14;

/** How many there were of something, second by second; drawn for the eye only. */
export function Sparkline({ counts }: { counts: readonly number[] }) {
  const most = Math.max(...counts, 1);
  const path = counts
    .map((count, x) => (count > 0 ? `M${x} ${HEIGHT}V${HEIGHT - Math.max(1.5, (count / most) * (HEIGHT - 1))}` : ''))
    .join('');
  return (
    <svg class="spark" viewBox={`0 0 ${counts.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={`M0 ${HEIGHT}H${counts.length}`} class="spark-base" />
      <path d={path} />
    </svg>
  );
}
