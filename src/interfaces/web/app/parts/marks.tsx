import { hrefOf } from '../shell/route.ts';

/** What a task carries with it, small. */
export function Priority({ of }: { of: 'H' | 'M' | 'L' }) {
  const words = { H: 'High', M: 'Medium', L: 'Low' } as const;
  return (
    <span class={`priority p-${of}`} title={`${words[of]} priority`}>
      {of}
    </span>
  );
}

export function Tag({ name }: { name: string }) {
  return <span class="tag">{name}</span>;
}

export function Project({ name }: { name: string }) {
  return <span class="project">{name}</span>;
}

/** A task's number, and the way to it. */
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
