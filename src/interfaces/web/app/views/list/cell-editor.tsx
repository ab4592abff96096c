import { useLayoutEffect, useRef } from 'preact/hooks';
import { revise } from '../../data/revise.ts';
import type { ListColumn } from './columns.tsx';
import type { Row } from './model.ts';

interface Props {
  row: Row;
  column: ListColumn;
  /** Nothing is to be edited any more: it was changed, or given up. */
  onDone(): void;
}

/** A field of a task as text; Enter and going elsewhere change it, Escape does not. A refused text stays. */
export function CellEditor({ row, column: { title, text, read }, onDone }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  const before = text?.(row) ?? '';
  useLayoutEffect(() => ref.current?.select(), []);
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
