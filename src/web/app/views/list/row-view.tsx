import { type Signal, useComputed } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { revise } from '../../data/revise.ts';
import { TaskLink } from '../../parts/task/marks.tsx';
import { toast } from '../../shell/notices/toasts.ts';
import type { ListColumn, ListGroup } from './columns.tsx';
import type { ChosenRows, ListRow, ListRows } from './model.ts';

/** State that all rows of a list share. A row subscribes only to its own part. */
export interface ListTable {
  rows: ListRows;
  columns: readonly ListColumn[];
  group: ListGroup | undefined;
  /** Index of the focused row. */
  at: Signal<number>;
  /** A counter. Each increment is a request to focus the row with index `at`. */
  focusRequests: Signal<number>;
  /** The value of `focusRequests` at the last request that was done. */
  lastRequest: { current: number };
  chosen: Signal<ChosenRows>;
  editing: Signal<{ uuid: string; column: string } | undefined>;
  choose(uuid: string): void;
}

/** A task as a row. A double click edits a cell. */
export function RowView({ index, table }: { index: number; table: ListTable }) {
  const { rows, group, at, chosen, editing } = table;
  const ref = useRef<HTMLDivElement>(null);
  const known = useComputed(() => rows.rowAt(index));
  const head = useComputed(() => headOf(table, index)).value;
  const focused = useComputed(() => at.value === index).value;
  const isChosen = useComputed(() => chosen.value.has(known.value?.uuid ?? '')).value;
  const edited = useComputed(() =>
    editing.value?.uuid === known.value?.uuid ? editing.value?.column : undefined,
  ).value;
  const row = known.value;
  if (!row) return <div class="list-row is-coming" />;
  const line = (
    <div
      ref={ref}
      role="row"
      class={`list-row ${isChosen ? 'is-chosen' : ''} ${row.status === 'completed' ? 'is-done' : ''}`}
      aria-rowindex={index + 1}
      data-row={row.uuid}
      tabIndex={focused ? 0 : -1}
      onFocus={() => (at.value = index)}
      onDblClick={({ target }) => {
        const column = columnAt(target as Element, table.columns);
        if (column?.read) editing.value = { uuid: row.uuid, column: column.name };
      }}
    >
      {focused && <TakesFocus row={ref} table={table} />}
      <span role="cell" class="cell-chosen">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select #${row.id}`}
          checked={isChosen}
          onChange={() => table.choose(row.uuid)}
        />
      </span>
      <span role="cell" class="task-link">
        #{row.id}
      </span>
      {table.columns.map((column) =>
        column.name === edited && column.read ? editorOf(row, column, table) : cellOf(row, column),
      )}
    </div>
  );
  if (!group) return line;
  return (
    <>
      {head && <div class="list-group soft small">{head}</div>}
      {line}
    </>
  );
}

/** Returns the title of a group if this row is the first of that group. */
function headOf({ rows, group }: ListTable, index: number): string | undefined {
  const row = group && rows.rowAt(index);
  if (!row) return undefined;
  const before = index > 0 ? rows.rowAt(index - 1) : undefined;
  const name = group.of(row);
  return index === 0 || (before && group.of(before) !== name) ? name : undefined;
}

/** Moves the focus to this row when `focusRequests` increases. */
function TakesFocus({
  row,
  table: { focusRequests, lastRequest, editing },
}: {
  row: RefObject<HTMLElement | null>;
  table: ListTable;
}) {
  const requests = focusRequests.value;
  useLayoutEffect(() => {
    lastRequest.current = requests;
    if (requests > 0 && !editing.peek()) row.current?.focus({ preventScroll: true });
  }, [requests]);
  return null;
}

/** A cell that may be cut has its text as its tooltip. */
function cellOf(row: ListRow, { name, clips, isNumber, plain, show, mark }: ListColumn): ComponentChildren {
  const { class: look = '', title = (clips && plain?.(row)) || undefined } = mark?.(row) ?? {};
  return (
    <span
      key={name}
      role="cell"
      class={`cell-${name} ${clips ? 'clip' : ''} ${isNumber ? 'is-number' : ''} ${look}`}
      title={title}
    >
      {name === 'description' ? <TaskLink id={row.id}>{show(row)}</TaskLink> : show(row)}
    </span>
  );
}

function columnAt(target: Element, columns: readonly ListColumn[]): ListColumn | undefined {
  const cell = target.closest('[role=cell]');
  return columns.find(({ name }) => cell?.classList.contains(`cell-${name}`));
}

function editorOf(row: ListRow, column: ListColumn, { editing }: ListTable): ComponentChildren {
  return (
    <span key={column.name} role="cell" class={`cell-${column.name}`}>
      <CellEditor row={row} column={column} onDone={() => (editing.value = undefined)} />
    </span>
  );
}

interface Props {
  row: ListRow;
  column: ListColumn;
  /** Called when the edit is saved or cancelled. */
  onDone(): void;
}

/**
 * An input that edits a field. Enter saves, and so does leaving the input. Escape cancels. If the server refuses a
 * text, the text stays in the input.
 */
function CellEditor({ row, column: { title, text, read }, onDone }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  const before = text?.(row) ?? '';
  useLayoutEffect(() => {
    const input = ref.current!;
    input.select();
    return () => {
      if (!over.current && input.value.trim() !== before) offer(row, input.value.trim(), read);
      // Browsers blur an element that is removed from the page. This blur must not save.
      over.current = true;
    };
  }, []);
  const finish = async (given: string | undefined) => {
    if (over.current) return;
    over.current = true;
    if (given !== undefined && given !== before && !(await revise(row, read?.(given) ?? {}))) {
      over.current = false;
      return;
    }
    onDone();
    document.querySelector<HTMLElement>(`[data-row="${row.uuid}"]`)?.focus();
  };
  return (
    <input
      ref={ref}
      class="cell-input"
      aria-label={`${title} of #${row.id}`}
      defaultValue={before}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') void finish(event.currentTarget.value.trim());
        if (event.key === 'Escape') void finish(undefined);
      }}
      onBlur={({ currentTarget }) => void finish(currentTarget.value.trim())}
    />
  );
}

/** Offers to save the typed text if its task is no longer in the list. */
function offer(row: ListRow, text: string, read: ListColumn['read']): void {
  toast({
    text: `#${row.id} is no longer in this list. Your unsaved text: “${text}”.`,
    tone: 'refused',
    action: { title: 'Save it', run: () => void revise(row, read?.(text) ?? {}) },
  });
}
