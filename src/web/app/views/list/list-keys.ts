import { type Binding, useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf } from '../../shell/route.ts';
import type { Row } from './model.ts';
import type { Table } from './row-view.tsx';

/** Everything that a pointer can do in the list, by keys. */
export function useListKeys({ rows, at, wish, taken, editing, choose }: Table): void {
  const of = 'List';
  const step = (by: number) => () => {
    const last = Math.max(0, (rows.total.peek() ?? 1) - 1);
    // From elsewhere, a key leads to the row where the reader was; who is on the way to a row is there.
    const isHere = taken.current < wish.value || document.activeElement?.closest('.list-row');
    const from = isHere ? at.value + by : at.value;
    at.value = Math.max(0, Math.min(last, from));
    wish.value++;
  };
  const onRow = (keys: string, title: string, run: (row: Row) => void): Binding => ({
    keys,
    title,
    of,
    run: () => {
      const row = rows.rowAt(at.value);
      if (row) run(row);
    },
  });
  useKeys([
    { keys: 'ArrowDown', title: 'Row below', of, run: step(1) },
    { keys: 'ArrowUp', title: 'Row above', of, run: step(-1) },
    { keys: 'j', title: 'Row below', of, run: step(1) },
    { keys: 'k', title: 'Row above', of, run: step(-1) },
    { keys: 'PageDown', title: 'A page down', of, run: step(20) },
    { keys: 'PageUp', title: 'A page up', of, run: step(-20) },
    onRow('Enter', 'Open the task', ({ id }) => go(hrefOf('task', [id]))),
    onRow('x', 'Choose the row', ({ uuid }) => choose(uuid)),
    onRow('e', 'Edit the description', ({ uuid }) => {
      editing.value = { uuid, column: 'description' };
    }),
  ]);
}
