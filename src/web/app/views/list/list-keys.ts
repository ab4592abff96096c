import { useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf } from '../../shell/route.ts';
import type { ListRow } from './model.ts';
import type { ListTable } from './row-view.tsx';

/** Binds keys for all actions that a pointer can do in the list. */
export function useListKeys({ rows, at, focusRequests, lastRequest, editing, choose }: ListTable): void {
  const step = (by: number) => () => {
    const last = Math.max(0, (rows.total.peek() ?? 1) - 1);
    // If the focus is outside of the list, the first key only moves it to the current row. While the list scrolls, the
    // focus counts as inside.
    const isHere = lastRequest.current < focusRequests.value || document.activeElement?.closest('.list-row');
    const from = isHere ? at.value + by : at.value;
    at.value = Math.max(0, Math.min(last, from));
    focusRequests.value++;
  };
  const onRow = (run: (row: ListRow) => void) => () => {
    const row = rows.rowAt(at.value);
    if (row) run(row);
  };
  useKeys('List', [
    ['ArrowDown', 'Row below', step(1)],
    ['ArrowUp', 'Row above', step(-1)],
    ['j', 'Row below', step(1)],
    ['k', 'Row above', step(-1)],
    ['PageDown', 'A page down', step(20)],
    ['PageUp', 'A page up', step(-20)],
    ['Enter', 'Open the task', onRow(({ id }) => go(hrefOf('task', [id])))],
    ['x', 'Select the row', onRow(({ uuid }) => choose(uuid))],
    ['e', 'Edit the description', onRow(({ uuid }) => (editing.value = { uuid, column: 'description' }))],
  ]);
}
