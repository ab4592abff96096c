import { LineForm } from '../../parts/forms/line-form.tsx';
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
      {open && (
        <LineForm
          of="task_add"
          fields={{ description: { title: 'New task of this goal', hint: 'Add a task', required: true } }}
          given={{ goal: id }}
          class="task-new"
          done={(added) => `Added #${added.id}`}
        />
      )}
    </section>
  );
}
