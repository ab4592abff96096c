import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** The empty state of a view: the reason, and the next step in its children. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty faint rest gap-10">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children && <div class="empty-next">{children}</div>}
    </div>
  );
}
