/**
 * The wildcards of Bayeux: `*` stands for one segment, `**` for one or more, and only at the end.
 * https://docs.cometd.org/current8/reference/#_concepts_channels_wild
 */

/** The deepest channel whose patterns are told, in segments: a page may make up channels. */
const MAX_SEGMENTS = 32;

export function isPattern(channel: string): boolean {
  return channel.endsWith('/*') || channel.endsWith('/**');
}

/** Every pattern that covers a channel, the narrowest first: `/a/b` → `/a/*`, `/a/**`, `/**`. */
export function patternsOf(channel: string): string[] {
  const parent = channel.slice(0, channel.lastIndexOf('/'));
  const patterns = [`${parent}/*`];
  let above = parent;
  for (let depth = 0; depth < MAX_SEGMENTS; depth += 1) {
    patterns.push(`${above}/**`);
    if (above === '') return patterns;
    above = above.slice(0, Math.max(0, above.lastIndexOf('/')));
  }
  return patterns;
}
