import type { ComponentChildren } from 'preact';

/** A line of a list of facts. */
export function Fact({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt class="faint">{title}</dt>
      <dd class="anywhere">{children}</dd>
    </div>
  );
}
