/** Time of day, local, to the millisecond: `09:41:07.003`. `at` in milliseconds since the epoch. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** A span of time with its sign, as short as it can be read: `+0.4 ms`, `+48 ms`, `+1.25 s`, `−3 min`. `ms` may be negative. */
export function timeSpan(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? '−' : '+';
  if (size < 9.95) return `${sign}${size.toFixed(1)} ms`;
  if (size < 999.5) return `${sign}${size.toFixed(0)} ms`;
  if (size < 59_950) return `${sign}${(size / 1000).toFixed(size < 9_995 ? 2 : 1)} s`;
  return `${sign}${Math.round(size / 60_000)} min`;
}
