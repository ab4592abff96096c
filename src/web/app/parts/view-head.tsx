import type { ComponentChildren } from 'preact';

/** The line above a view: its name, and what can be chosen in it. */
export function ViewHead({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="view-head line wrap ruled">
      <h1>{title}</h1>
      {children}
    </header>
  );
}
