import { useLayoutEffect, useRef } from 'preact/hooks';
import { revise } from '../../data/revise.ts';
import { toast } from '../../shell/notices/toasts.ts';
import type { ListColumn } from './columns.tsx';
import type { ListRow } from './model.ts';

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
export function CellEditor({ row, column: { title, text, read }, onDone }: Props) {
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
