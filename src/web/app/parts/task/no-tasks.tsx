import { goQuery } from '../../shell/route.ts';
import { Empty } from '../empty.tsx';
import type { IconName } from '../icon.tsx';
import { NewTaskButton } from './new-task-button.tsx';

/** Stands where a view has no open task to show: another filter, or a first task, is the next step. */
export function NoTasks({ icon, filter }: { icon: IconName; filter: string }) {
  return (
    <Empty icon={icon} title={filter ? 'No task fits this filter' : 'No open tasks'}>
      {filter ? (
        <button type="button" class="button" onClick={() => goQuery({ filter: '' })}>
          Show all
        </button>
      ) : (
        <NewTaskButton />
      )}
    </Empty>
  );
}
