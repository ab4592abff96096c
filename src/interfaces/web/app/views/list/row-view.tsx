import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { revise } from '../../data/revise.ts';
import { TaskLink } from '../../parts/marks.tsx';
import type { ListColumn } from './columns.tsx';
import type { Row } from './model.ts';

interface Props {
  row: Row | undefined;
  index: number;
  columns: readonly ListColumn[];
  focused: boolean;
  /** Counts wishes that the focus be on the row. */
  wish: number;
  chosen: boolean;
  choose(uuid: string): void;
  editing: Signal<{ uuid: string; column: string } | undefined>;
  onFocus(): void;
}

/** A task as a row; a double click edits a cell in place. */
export function RowView({ row, index, columns, focused, wish, chosen, choose, editing, onFocus }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused && wish > 0 && !editing.peek()) ref.current?.focus({ preventScroll: true });
  }, [focused, wish]);
  if (!row) return <div class="list-row is-coming" />;
  return (
    <div
      ref={ref}
      role="row"
      class={`list-row ${chosen ? 'is-chosen' : ''} ${row.status === 'completed' ? 'is-done' : ''}`}
      aria-rowindex={index + 1}
      data-row={row.uuid}
      tabIndex={focused ? 0 : -1}
      onFocus={onFocus}
    >
      <span role="cell">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Choose #${row.id}`}
          checked={chosen}
          onChange={() => choose(row.uuid)}
        />
      </span>
      <span role="cell">
        <TaskLink id={row.id} />
      </span>
      {columns.map((column) => (
        <Cell key={column.name} row={row} column={column} editing={editing} />
      ))}
    </div>
  );
}

function Cell({ row, column, editing }: { row: Row; column: ListColumn } & Pick<Props, 'editing'>) {
  const { name, title, show, text, read } = column;
  const edits = editing.value?.uuid === row.uuid && editing.value.column === name;
  if (edits && text && read)
    return (
      <span role="cell">
        <CellEditor
          label={`${title} of #${row.id}`}
          value={text(row)}
          onDone={async (given) => {
            const same = given === undefined || given === text(row);
            if (same || (await revise(row, read(given)))) editing.value = undefined;
            document.querySelector<HTMLElement>(`[data-row="${row.uuid}"]`)?.focus();
          }}
        />
      </span>
    );
  return (
    <span
      role="cell"
      class={`cell cell-${name}`}
      title={name === 'description' ? row.description : undefined}
      onDblClick={() => {
        if (read) editing.value = { uuid: row.uuid, column: name };
      }}
    >
      {name === 'description' ? <TaskLink id={row.id}>{show(row)}</TaskLink> : show(row)}
    </span>
  );
}

interface EditorProps {
  label: string;
  value: string;
  /** The new text; undefined when it was given up. */
  onDone(text: string | undefined): void;
}

function CellEditor({ label, value, onDone }: EditorProps) {
  const ref = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => ref.current?.select(), []);
  const finish = (text: string | undefined) => {
    if (over.current) return;
    over.current = true;
    onDone(text);
  };
  return (
    <input
      ref={ref}
      class="cell-input"
      aria-label={label}
      defaultValue={value}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event.currentTarget.value.trim());
        if (event.key === 'Escape') finish(undefined);
      }}
      onBlur={({ currentTarget }) => finish(currentTarget.value.trim())}
    />
  );
}
