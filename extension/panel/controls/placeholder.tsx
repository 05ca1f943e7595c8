import type { ComponentChildren } from 'preact';

/** Stands where a view has nothing to show: why, and what to do next. */
export function Nothing({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <div class="empty" role="status">
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}
