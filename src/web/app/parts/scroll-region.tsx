import type { ComponentChildren } from 'preact';

interface Props {
  /** What is in it, for who cannot see it. */
  label: string;
  /** Text as it is, with its line ends. */
  as?: 'div' | 'pre';
  class?: string;
  children: ComponentChildren;
}

/** A part that scrolls by itself. The keyboard gets there, too: not every browser lets it scroll what cannot have the focus. */
export function ScrollRegion({ label, as: Tag = 'div', class: name, children }: Props) {
  return (
    <Tag class={name} role="region" aria-label={label} tabIndex={0}>
      {children}
    </Tag>
  );
}
