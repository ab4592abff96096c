import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../shell/route.ts';

const PRIORITIES = { H: 'High', M: 'Medium', L: 'Low' } as const;

/** A task's priority as a letter. It is no state, so that it has no colour; a high one is darker. */
export function PriorityMark({ of }: { of: 'H' | 'M' | 'L' }) {
  return (
    <span class={`priority of-${of}`} title={`${PRIORITIES[of]} priority`}>
      {of}
    </span>
  );
}

export function TagMark({ name }: { name: string }) {
  return <span class="tag">{name}</span>;
}

export function ProjectMark({ name }: { name: string }) {
  return <span class="project">{name}</span>;
}

interface TaskLinkProps {
  id: number;
  /** Additional CSS classes, for a link whose text is not the number. */
  look?: string;
  tabIndex?: number;
  children?: ComponentChildren;
}

/** A link to a task. The link's text is the task's number, unless the caller passes another text. */
export function TaskLink({ id, look, tabIndex, children }: TaskLinkProps) {
  return (
    <a class={children ? look : 'task-link'} href={hrefOf('task', [id])} tabIndex={tabIndex} draggable={false}>
      {children ?? `#${id}`}
    </a>
  );
}

export function RunLink({ id, view = 'run' }: { id: string; view?: 'run' | 'review' | undefined }) {
  return (
    <a class="run-link" href={hrefOf(view, [id])}>
      {id}
    </a>
  );
}
