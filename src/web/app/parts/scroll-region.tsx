import type { ComponentChildren } from 'preact';

interface Props {
  /** Name of the region for screen readers. */
  label: string;
  /** The element of the region. `pre` keeps line breaks. */
  as?: 'div' | 'pre';
  class?: string;
  children: ComponentChildren;
}

/** A region with a scrollbar. It can have the focus: some browsers scroll only focused elements by keyboard. */
export function ScrollRegion({ label, as: Tag = 'div', class: name, children }: Props) {
  return (
    <Tag class={name} role="region" aria-label={label} tabIndex={0}>
      {children}
    </Tag>
  );
}
