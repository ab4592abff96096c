import type { ComponentChildren } from 'preact';

interface Props {
  /** Names the region for screen readers. */
  label: string;
  /** `pre` keeps line breaks. */
  as?: 'div' | 'pre';
  class?: string;
  children: ComponentChildren;
}

/**
 * A region with its own scrollbar. It can take the focus, because some browsers scroll by keyboard only focused
 * elements.
 */
export function ScrollRegion({ label, as: Tag = 'div', class: name, children }: Props) {
  return (
    <Tag class={name} role="region" aria-label={label} tabIndex={0}>
      {children}
    </Tag>
  );
}
