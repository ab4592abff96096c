import { useRef } from 'preact/hooks';

type Key = string | number;

interface Rows {
  count: number;
  keyOf(index: number): Key;
}

/** Remembers which row of a long list has the focus. The same row keeps the focus if its index changes. */
export function useFocusedIndex(rows: Rows) {
  const latest = useRef(rows);
  latest.current = rows;
  const held = useRef<{ key: Key; index: number } | undefined>(undefined);
  return {
    index() {
      held.current = held.current && placed(held.current, latest.current);
      return held.current?.index;
    },
    listeners: {
      onFocusIn({ target }: FocusEvent) {
        const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
        const index = Number(row?.dataset.index);
        held.current = row ? { key: latest.current.keyOf(index), index } : undefined;
      },
      onFocusOut({ relatedTarget }: FocusEvent) {
        if (relatedTarget) held.current = undefined;
      },
    },
  };
}

function placed({ key, index }: { key: Key; index: number }, { count, keyOf }: Rows) {
  if (index < count && keyOf(index) === key) return { key, index };
  for (let i = 0; i < count; i++) if (keyOf(i) === key) return { key, index: i };
  return undefined;
}
