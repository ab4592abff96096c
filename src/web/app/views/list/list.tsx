import { effect, type Signal, useSignal } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { Explain } from '../../parts/explain.tsx';
import { FilterBox } from '../../parts/forms/filter-box.tsx';
import { GroupSelect } from '../../parts/forms/group-select.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton } from '../../parts/menu.tsx';
import { NoTasks } from '../../parts/task/no-tasks.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { ViewHead } from '../../parts/view-head.tsx';
import { Virtual } from '../../parts/virtual-list.tsx';
import { leftAt } from '../../shell/keys/kept-focus.ts';
import { useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import { BulkBar } from './bulk-bar.tsx';
import { fittingColumns, listColumnsOf, longestIn, NARROW, tracksOf } from './column-widths.ts';
import { LIST_COLUMNS, LIST_GROUPS, listGroup } from './columns.tsx';
import { type ChosenRows, createRows, type ListRow } from './model.ts';
import { type ListTable, RowView } from './row-view.tsx';
import { SavedViews } from './saved-views.tsx';

/** The sort order if the URL has none. */
const USUAL_SORT = 'urgency-';
/** The value of the URL's parameter for columns if all columns are hidden. */
const NO_COLUMNS = 'none';

/** The list of the tasks that a filter selects. Filter, sort order, groups and columns are in the URL. */
export function List() {
  const { query } = route.value;
  const filter = query.get('filter') ?? '';
  const sort = query.get('sort') || USUAL_SORT;
  const group = listGroup(query.get('group') ?? '');
  const said = query.get('columns');
  const rows = useMemo(() => createRows(longestIn), []);
  const room = useRoom();
  const usual = fittingColumns(room.width.value, rows.longest.value);
  const isNarrow = room.width.value < NARROW;
  const shown = said === null ? usual : said === NO_COLUMNS ? [] : said.split(',');
  const columns = useMemo(() => listColumnsOf(shown, isNarrow), [shown.join(), isNarrow]);
  const fields = columns.flatMap((column) => column.fields ?? []).join();
  const chosen = useSignal<ChosenRows>(new Map());
  // A reader who comes back is at the row that was left.
  const back = useRef(Math.max(0, Number(leftAt('aria-rowindex') ?? 0) - 1));
  const at = useSignal(back.current);
  const focusRequests = useSignal(0);
  const lastRequest = useRef(0);
  const editing = useSignal<{ uuid: string; column: string } | undefined>(undefined);
  useEffect(() => rows.follow(), [rows]);
  useEffect(() => {
    rows.ask({
      filter,
      sort: [group?.sort, sort].filter(Boolean).join(','),
      fields: fields.split(',').filter(Boolean),
    });
    chosen.value = new Map();
    at.value = back.current;
    back.current = 0;
  }, [rows, filter, sort, group, fields]);
  const total = rows.total.value ?? 0;
  const table = useMemo<ListTable>(() => {
    const choose = (uuid: string) => {
      const next = new Map(chosen.peek());
      const row = rows.find(uuid);
      if (!next.delete(uuid) && row) next.set(uuid, row);
      chosen.value = next;
    };
    return { rows, columns, group, at, focusRequests, lastRequest, chosen, editing, choose };
  }, [rows, columns, group]);
  const rowOf = useCallback((index: number) => <RowView index={index} table={table} />, [table]);
  useListKeys(table);
  useFocusAfterBulk(chosen);
  const template = { '--columns': tracksOf(columns, rows.longest.value, room.width.value) };
  return (
    <div class="list fill" ref={room.ref}>
      <ViewHead title="List">
        <FilterBox filter={filter} error={rows.error.value} onFilter={(text) => goQuery({ filter: text })} />
        <GroupSelect by={query.get('group') ?? ''} groups={{ '': { title: 'No groups' }, ...LIST_GROUPS }} />
        <MenuButton
          label="Columns"
          class="button"
          items={LIST_COLUMNS.map(({ name, title }) => ({
            title,
            checked: shown.includes(name),
            run: () => goQuery({ columns: toggled(shown, name, usual) }),
          }))}
        >
          <Icon name="board" /> <span class="on-wide">Columns</span>
        </MenuButton>
        <SavedViews filter={filter} />
        <span class="count">{rows.total.value === undefined ? '' : countOf(total, 'task')}</span>
      </ViewHead>
      {filter !== '' && !rows.error.value && <Explain filter={filter} />}
      {rows.notes.value.map((note) => (
        <p key={note} class="list-note">
          {note}
        </p>
      ))}
      <BulkBar chosen={chosen} rows={rows} />
      {rows.total.value === 0 ? (
        <NoTasks icon="list" filter={filter} />
      ) : (
        <div class="list-table rest short" role="table" aria-label="Tasks" aria-rowcount={total} style={template}>
          <div class="list-head faint small" role="row">
            <span role="columnheader">
              <span class="unseen">Selected</span>
            </span>
            <span role="columnheader">#</span>
            {columns.map(({ name, title, isNumber, sort: by }) => (
              <span key={name} role="columnheader" class={isNumber && 'is-number'} aria-sort={sortedBy(sort, by)}>
                {by ? (
                  <button type="button" onClick={() => goQuery({ sort: nextSort(sort, by) })}>
                    {title} {mark(sort, by)}
                  </button>
                ) : (
                  title
                )}
              </span>
            ))}
          </div>
          <Virtual
            key={group?.title}
            class="list-rows"
            role="rowgroup"
            count={total}
            size={32}
            exact={group === undefined}
            keyOf={itself}
            seen={rows.see}
            reveal={{ index: at.value, n: focusRequests.value }}
            row={rowOf}
          />
        </div>
      )}
    </div>
  );
}

const itself = (index: number) => index;

function toggled(shown: readonly string[], name: string, usual: readonly string[]): string {
  const next = LIST_COLUMNS.map((column) => column.name).filter((each) => (each === name) !== shown.includes(each));
  return next.join() === usual.join() ? '' : next.join() || NO_COLUMNS;
}

/** Pixels beside the cells of a row: the paddings of the table and of the row, and a scroll bar. */
const BESIDE = 56;

/** Follows the width that the cells of a row have, in pixels. */
function useRoom() {
  const width = useSignal(Number.POSITIVE_INFINITY);
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const view = ref.current!;
    const measure = () => (width.value = view.clientWidth - BESIDE);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(view);
    return () => observer.disconnect();
  }, []);
  return { width, ref };
}

/**
 * Returns the sort order after a click on a column. The first click sorts by the column, the second reverses the order,
 * the third restores the default.
 */
function nextSort(sort: string, by: string): string {
  const next = sort === by ? turned(by) : sort === turned(by) ? USUAL_SORT : by;
  return next === USUAL_SORT ? '' : next;
}

const turned = (by: string) => by.slice(0, -1) + (by.endsWith('+') ? '-' : '+');

function sortedBy(sort: string, by: string | undefined): 'ascending' | 'descending' | 'none' | undefined {
  if (!by) return undefined;
  if (sort !== by && sort !== turned(by)) return 'none';
  return sort.endsWith('+') ? 'ascending' : 'descending';
}

function mark(sort: string, by: string): string {
  return { ascending: '↑', descending: '↓', none: '' }[sortedBy(sort, by) ?? 'none'];
}

/** Moves the focus to the list when the bar for the selected tasks disappears, because the bar may have had it. */
function useFocusAfterBulk(chosen: Signal<ChosenRows>): void {
  // An effect of the signal runs before the bar is removed. `useSignalEffect` would run after the next frame, too late
  // for the focus.
  useEffect(
    () =>
      effect(() => {
        if (chosen.value.size === 0 && document.activeElement?.closest('.bulk'))
          document.querySelector<HTMLElement>('.list-row[tabindex="0"]')?.focus();
      }),
    [chosen],
  );
}

/** Binds keys for all actions that a pointer can do in the list. */
function useListKeys({ rows, at, focusRequests, lastRequest, editing, choose }: ListTable): void {
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
