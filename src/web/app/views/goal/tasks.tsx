import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { typed } from '../../parts/forms/typed-text.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { GoalTaskView, MoreTasks, useOpenTasks } from '../../parts/goal/open-tasks.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { hrefOf } from '../../shell/route.ts';

/** The open tasks of a goal with their runs, and a form that adds one. */
export function GoalTasks({ id, done, open }: { id: string; done: number; open: boolean }) {
  const listed = useOpenTasks(`goal:${id}`);
  return (
    <section aria-label="Tasks" class="stack gap-8">
      <h2 class="line-text gap-8">
        Tasks
        <a class="count small" href={hrefOf('list', [], { filter: listed.filter })}>
          {listed.total} open, {done} done
        </a>
      </h2>
      <Unanswered of={listed.asked} />
      <ul class="entries">
        {listed.tasks.map((task) => (
          <li key={task.uuid} class="line-text gap-8">
            <TaskLink id={task.id} />
            {task.run && <RunLink id={task.run.id} />}
            <GoalTaskView task={task} />
          </li>
        ))}
      </ul>
      <MoreTasks of={listed} class="small" />
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
