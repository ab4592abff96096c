import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { printed } from '../../parts/text/visible.tsx';

interface Props {
  /** Additional CSS classes for this kind of row. */
  kind: string;
  /** The icon before the title, with its word for the tooltip and its colour. */
  lead?: { icon: IconName; word: string; tone: string };
  href: string;
  title: string;
  /** Facts below the title, separated by dots. */
  facts: ComponentChildren;
  /** Content at the end of the title's line. */
  end?: ComponentChildren;
  /** Content below the facts. */
  children?: ComponentChildren;
}

/** A row of the start page: a title and a line of facts. A click anywhere on the row opens the title's link. */
export function Row({ kind, lead, href, title, facts, end, children }: Props) {
  return (
    <li class={`row flex ${kind}`}>
      {lead && (
        <span class={`row-lead rigid ${lead.tone}`} title={lead.word}>
          <Icon name={lead.icon} />
        </span>
      )}
      <div class="rest slim">
        <div class="row-line line gap-8">
          <a class="row-title clip slim" dir="auto" href={href}>
            {printed(title)}
          </a>
          <span class="row-end line end rigid gap-8">{end}</span>
        </div>
        <div class="facts">
          {lead && <span class={lead.tone}>{lead.word}</span>}
          {facts}
        </div>
        {children}
      </div>
    </li>
  );
}
