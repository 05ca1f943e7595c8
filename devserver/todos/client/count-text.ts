/** How much is left, as the TodoMVC specification words it. */
export function countText(remaining: number): string {
  return `<strong>${remaining}</strong> ${remaining === 1 ? 'item' : 'items'} left`;
}
