import type { ComponentChildren } from 'preact';

interface Props {
  /** Additional CSS classes for this kind of row. */
  kind: string;
  /** Content before all lines of the row. */
  lead?: ComponentChildren;
  /** Link to the task or run, before the title. */
  link: ComponentChildren;
  href: string;
  title: string;
  /** Content after the title, on the same line. */
  facts: ComponentChildren;
  /** Content below the title's line. */
  children?: ComponentChildren;
}

/** A row of the start page. Its title is a link. */
export function Row({ kind, lead, link, href, title, facts, children }: Props) {
  return (
    <li class={`row flex gap-12 ${kind}`}>
      {lead}
      <div class="rest slim">
        <div class="row-line line">
          {link}
          <a class="row-title clip slim" href={href}>
            {title}
          </a>
          {facts}
        </div>
        {children}
      </div>
    </li>
  );
}
