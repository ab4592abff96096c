import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { typed } from '../../parts/forms/typed-text.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { hrefOf } from '../../shell/route.ts';

/** Maximum number of listed tasks. */
const SHOWN = 20;
const FIELDS = ['uuid', 'id', 'description', 'state', 'run'];

interface Row {
  uuid: string;
  id: number;
  description: string;
  state: string;
  run?: { id: string; state: string };
}

/** The open tasks of a goal with their runs, and a form that adds one. */
export function GoalTasks({ id, done, open }: { id: string; done: number; open: boolean }) {
  const filter = `status:pending goal:${id}`;
  const asked = useRead('task_list', { filter, limit: SHOWN, fields: FIELDS });
  const { total = 0, tasks = [] } = asked.value.value ?? {};
  return (
    <section aria-label="Tasks" class="stack gap-8">
      <h2 class="line-text gap-8">
        Tasks
        <a class="count small" href={hrefOf('list', [], { filter })}>
          {total} open, {done} done
        </a>
      </h2>
      <Unanswered of={asked} />
      <ul class="entries">
        {(tasks as unknown as Row[]).map(({ uuid, id: number, description, state, run }) => (
          <li key={uuid} class="line-text gap-8">
            <TaskLink id={number} />
            <span class="rest slim anywhere">
              <TaskLink id={number}>{visible(description)}</TaskLink>
            </span>
            {run && <RunLink id={run.id} />}
            <StateView of={run?.state ?? state} />
          </li>
        ))}
      </ul>
      {total > tasks.length && (
        <a class="small" href={hrefOf('list', [], { filter })}>
          {(total - tasks.length).toLocaleString()} more
        </a>
      )}
      {open && <NewTask goal={id} />}
    </section>
  );
}

function NewTask({ goal }: { goal: string }) {
  const description = useSignal('');
  const send = useSubmit(async () => {
    if (description.value.trim() === '') return;
    const done = ({ id }: { id: number }) => `Added #${id}`;
    if (await act('task_add', { description: description.value, goal }, { done, undo: true })) description.value = '';
  });
  return (
    <form class="task-new" onSubmit={send}>
      <input aria-label="New task of this goal" placeholder="Add a task" {...typed(description)} />
    </form>
  );
}
