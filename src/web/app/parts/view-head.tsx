import type { ComponentChildren } from 'preact';

/** The header of a view: its title and controls. */
export function ViewHead({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="view-head line wrap ruled">
      <h1>{title}</h1>
      {children}
    </header>
  );
}
