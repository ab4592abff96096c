import { Empty } from '../../parts/empty.tsx';
import { NoTasks } from '../../parts/task/no-tasks.tsx';
import { goQuery } from '../../shell/route.ts';

/** Why nothing is drawn, and what to do; `alone` tasks have nothing to do with any other one. */
export function Nothing({ filter, alone }: { filter: string; alone: number }) {
  if (alone > 0)
    return (
      <Empty icon="graph" title="No task waits for another one">
        <p>
          Choose a task and press <kbd>a</kbd> to say what it waits for, or <code>backlog modify 12 depends:11</code> in
          a terminal.
        </p>
        <button type="button" class="button primary" onClick={() => goQuery({ alone: '1' })}>
          Show the {alone.toLocaleString()} {alone === 1 ? 'task' : 'tasks'}
        </button>
      </Empty>
    );
  return <NoTasks icon="graph" filter={filter} />;
}
