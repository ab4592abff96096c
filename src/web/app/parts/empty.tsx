import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import { FirstSteps } from './task/first-steps.tsx';

interface Props {
  icon: IconName;
  title: string;
  /** Also show the steps to a first run, until there is one. */
  first?: boolean;
  children?: ComponentChildren;
}

/** The empty state of a view: the reason, and the next step in its children. */
export function Empty({ icon, title, first, children }: Props) {
  return (
    <div class="empty faint rest gap-10">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {(children || first) && (
        <div class="empty-next">
          {children}
          {first && <FirstSteps />}
        </div>
      )}
    </div>
  );
}
