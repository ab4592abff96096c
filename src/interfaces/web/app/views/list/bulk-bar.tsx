import { type Signal, useSignal } from '@preact/signals';
import type { CommandName } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { Menu } from '../../parts/menu.tsx';

/** What can be done with all the chosen tasks, in one commit each time. */
export function BulkBar({ chosen }: { chosen: Signal<ReadonlySet<string>> }) {
  const words = useSignal('');
  const count = chosen.value.size;
  if (count === 0) return null;
  const ids = [...chosen.value].join(',');
  const done = (what: string) => ({ done: `${what} ${count} ${count === 1 ? 'task' : 'tasks'}`, undo: true });
  const clear = () => {
    chosen.value = new Set();
  };
  const run = async (command: CommandName, input: object, what: string) => {
    const changed = await act(command, input as Readonly<Record<string, unknown>>, done(what));
    if (changed) clear();
    return changed !== undefined;
  };
  const set = async (event: Event) => {
    event.preventDefault();
    if (words.value.trim() === '') return;
    if (await run('task_change', { filter: ids, line: words.value }, 'Changed')) words.value = '';
  };
  return (
    <div class="bulk" role="toolbar" aria-label="With the chosen tasks">
      <strong>{count} chosen</strong>
      <form onSubmit={set}>
        <input
          aria-label="Fields to set"
          placeholder="+tag project:web due:friday"
          value={words.value}
          onInput={({ currentTarget }) => {
            words.value = currentTarget.value;
          }}
        />
      </form>
      <Menu
        label="Priority"
        class="button small"
        items={['H', 'M', 'L', ''].map((priority) => ({
          title: priority || 'None',
          run: () => void run('task_modify', { filter: ids, priority: priority || null }, 'Changed'),
        }))}
      >
        Priority
      </Menu>
      <button type="button" class="button small" onClick={() => run('task_done', { id: ids }, 'Completed')}>
        Done
      </button>
      <button type="button" class="button small" onClick={() => run('run_start', { filter: ids }, 'Started runs for')}>
        Run
      </button>
      <button type="button" class="button small danger" onClick={() => run('task_delete', { id: ids }, 'Deleted')}>
        Delete
      </button>
      <button type="button" class="link-button" onClick={clear}>
        None
      </button>
    </div>
  );
}
