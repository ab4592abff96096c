import type { ComponentChildren } from 'preact';

/** A term and its value in a definition list. */
export function Fact({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt class="faint">{title}</dt>
      <dd class="anywhere">{children}</dd>
    </div>
  );
}
