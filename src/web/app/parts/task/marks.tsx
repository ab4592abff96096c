import { hrefOf } from '../../shell/route.ts';

const PRIORITIES = { H: ['High', 'bad'], M: ['Medium', 'ask'], L: ['Low', 'quiet'] } as const;

/** A task's priority as a coloured letter. */
export function PriorityMark({ of }: { of: 'H' | 'M' | 'L' }) {
  const [word, tone] = PRIORITIES[of];
  return (
    <span class={`priority tone-${tone}`} title={`${word} priority`}>
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

/** A link to a task, by its number. */
export function TaskLink({ id, children }: { id: number; children?: preact.ComponentChildren }) {
  return (
    <a class="task-link" href={hrefOf('task', [id])}>
      {children ?? `#${id}`}
    </a>
  );
}

export function RunLink({ id }: { id: string }) {
  return (
    <a class="run-link" href={hrefOf('run', [id])}>
      {id}
    </a>
  );
}
