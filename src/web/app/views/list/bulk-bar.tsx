import { type Signal, useSignal } from '@preact/signals';
import type { CommandName, Inputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { seen } from '../../data/revise.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { typed } from '../../parts/forms/typed-text.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { MenuButton } from '../../parts/menu.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { type ChosenRows, type ListRows, SHOWN_FIELDS } from './model.ts';

/** Actions on all selected tasks. Each action makes one commit. */
export function BulkBar({ chosen, rows }: { chosen: Signal<ChosenRows>; rows: ListRows }) {
  const words = useSignal('');
  const count = chosen.value.size;
  const ids = [...chosen.value.keys()].join(',');
  const done = (what: string) => ({ done: `${what} ${countOf(count, 'task')}`, undo: true });
  const clear = () => {
    chosen.value = new Map();
  };
  const run = async <Name extends CommandName>(command: Name, input: Inputs[Name], what: string) => {
    const changed = await act(command, input, done(what));
    if (changed) clear();
    return changed !== undefined;
  };
  /**
   * Changes the fields of all selected tasks. If another author has changed one of them since its selection, the server
   * changes none.
   */
  const change = (line: string) =>
    run('task_modify', { filter: ids, line, was: asSeen(chosen.value, rows) }, 'Changed');
  const set = useSubmit(async () => {
    if (words.value.trim() === '') return;
    if (await change(words.value)) words.value = '';
  });
  if (count === 0) return null;
  return (
    <div class="bulk line wrap ruled" role="toolbar" aria-label="Actions on the selected tasks">
      <strong>{count} selected</strong>
      <form onSubmit={set}>
        <input aria-label="Fields to set" placeholder="+tag project:web due:friday" {...typed(words)} />
      </form>
      <MenuButton
        label="Priority"
        class="button small"
        items={['H', 'M', 'L', ''].map((priority) => ({
          title: priority || 'None',
          run: () => void change(`priority:${priority}`),
        }))}
      >
        Priority
      </MenuButton>
      <Button look="small" onClick={() => run('task_done', { id: ids }, 'Completed')}>
        Complete
      </Button>
      <Button look="small" onClick={() => run('run_start', { filter: ids }, 'Started runs for')}>
        Run
      </Button>
      <Button look="small danger" onClick={() => run('task_delete', { id: ids }, 'Deleted')}>
        Delete
      </Button>
      <LinkButton onClick={clear}>Clear selection</LinkButton>
    </div>
  );
}

/**
 * Returns the fields of each selected task as the page showed them. For a task that isn't loaded now, returns the
 * fields from the time of its selection.
 */
function asSeen(chosen: ChosenRows, rows: ListRows): Record<string, Record<string, unknown>> {
  return Object.fromEntries([...chosen].map(([uuid, row]) => [uuid, seen(rows.find(uuid) ?? row, SHOWN_FIELDS)]));
}
