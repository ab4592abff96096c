import { open } from '../../shell/overlay.ts';
import { goQuery } from '../../shell/route.ts';
import { Button } from '../button.tsx';
import { Empty } from '../empty.tsx';
import type { IconName } from '../icon.tsx';

/** The empty state of a view of open tasks. Offers to clear the filter or to add a task. */
export function NoTasks({ icon, filter }: { icon: IconName; filter: string }) {
  return (
    <Empty icon={icon} title={filter ? 'No task matches this filter' : 'No open tasks'} first={!filter}>
      {filter ? <Button onClick={() => goQuery({ filter: '' })}>Show all</Button> : <NewTaskButton />}
    </Empty>
  );
}

export function NewTaskButton() {
  return (
    <Button look="primary" onClick={() => open('quick-add')}>
      New task <kbd>c</kbd>
    </Button>
  );
}
