import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** What stands where there is nothing: why, and the next step. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty faint rest gap-10">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children && <div class="empty-next">{children}</div>}
    </div>
  );
}
