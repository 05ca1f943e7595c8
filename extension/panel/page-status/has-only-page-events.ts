import type { Session } from '../../core/session.ts';

/** A page that is only loaded, hidden and shown has a few rows of its own at most. */
const FEW = 12;

/** Is nothing told but of the page itself: neither a message, nor a request, nor a collection? */
export function isQuiet({ trace, rows }: Pick<Session, 'trace' | 'rows'>): boolean {
  if (rows.length > FEW) return false;
  for (let position = 0; position < rows.length; position += 1) {
    const index = rows.at(position);
    if (index !== undefined && trace.layer(index) !== 'page') return false;
  }
  return true;
}
