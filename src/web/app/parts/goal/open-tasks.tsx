import { useRead } from '../../data/live.ts';
import type { Task } from '../../data/types.ts';
import { hrefOf } from '../../shell/route.ts';
import { TaskLink } from '../task/marks.tsx';
import { StateView } from '../task/state.tsx';
import { visible } from '../text/visible.tsx';

/** A task below a goal, as the views about goals show it. */
export type GoalTask = Pick<Task, 'uuid' | 'id' | 'description' | 'goal'> & {
  state: string;
  run?: { id: string };
};

/** Maximum number of tasks below one goal. The list has the others. */
const SHOWN = 20;
const FIELDS = ['uuid', 'id', 'description', 'state', 'goal', 'run'];

/** Reads the first open tasks of a filter, waiting ones among them. @param filter a filter without a status */
export function useOpenTasks(filter: string) {
  const asked = useRead('task_list', { filter, limit: SHOWN, fields: FIELDS });
  const { total = 0, tasks = [] } = asked.value.value ?? {};
  return { asked, tasks: tasks as unknown as GoalTask[], total, more: total - tasks.length, filter };
}

/** A link to the list with the tasks that are not shown. */
export function MoreTasks({ of: { more, filter }, ...rest }: MoreProps) {
  if (more <= 0) return null;
  return (
    <a href={hrefOf('list', [], { filter })} {...rest}>
      {more.toLocaleString()} more
    </a>
  );
}

interface MoreProps {
  of: { more: number; filter: string };
  class: string;
  style?: Record<string, number>;
}

/** The description and the state of a task. @param focusable whether Tab reaches its link */
export function GoalTaskView({ task: { id, description, state }, focusable = true }: TaskProps) {
  return (
    <>
      <span class="rest slim anywhere">
        <TaskLink id={id} {...(focusable ? {} : { tabIndex: -1 })}>
          {visible(description)}
        </TaskLink>
      </span>
      <StateView of={state} />
    </>
  );
}

interface TaskProps {
  task: GoalTask;
  focusable?: boolean;
}
