import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useKeys } from '../../../shell/keys/keys.ts';
import type { DiffSide } from '../answers.ts';
import type { DiffItem } from './items.ts';

/**
 * Remembers the keyboard's position in the diff. It stays on the same item when items are inserted. `reveal` is the
 * item to scroll to until the reader's next input.
 */
export function useCursor(items: () => readonly DiffItem[]) {
  const on = useSignal<{ key: string; index: number } | undefined>(undefined);
  const asked = useSignal(0);
  const held = useRef<'auto' | 'center' | undefined>(undefined);
  const at = () => indexOfItem(items(), on.value);
  return {
    at,
    moves: asked,
    reveal: () => (held.current ? { index: at(), n: asked.value, align: held.current } : undefined),
    release() {
      held.current = undefined;
    },
    /** Goes to an item. @param align where the view shows it: as near as possible, or in its middle */
    go(index: number, align: 'auto' | 'center' = 'auto') {
      const item = items()[index];
      if (!item) return;
      on.value = { key: item.key, index };
      held.current = align;
      asked.value++;
    },
  };
}

/** Returns the index of the item. If the item no longer exists, returns its last index. */
function indexOfItem(items: readonly DiffItem[], on: { key: string; index: number } | undefined): number {
  if (!on) return 0;
  if (items[on.index]?.key === on.key) return on.index;
  const found = items.findIndex(({ key }) => key === on.key);
  return found < 0 ? Math.min(on.index, items.length - 1) : found;
}

interface DiffActions {
  items: readonly DiffItem[];
  cursor: { at(): number; go(index: number): void };
  choose(path: string, side: DiffSide, line: number, more: boolean): void;
  fold(path: string): void;
  /** Marks a file as seen, or removes this mark. */
  tick(path: string): void;
}

export function useDiffKeys({ items, cursor, choose, ...actions }: DiffActions): void {
  const step = (by: 1 | -1, fits: (item: DiffItem) => boolean) => {
    for (let i = cursor.at() + by; i >= 0 && i < items.length; i += by) if (fits(items[i]!)) return cursor.go(i);
  };
  const comment = (more: boolean) => {
    const item = items[cursor.at()];
    const row = item && rowOf(item);
    if (!row || !item || item.kind === 'file') return;
    const side = row.new === undefined ? 'old' : 'new';
    choose(item.path, side, row[side]!, more);
  };
  const fold = () => {
    const item = items[cursor.at()];
    if (item?.kind === 'file') actions.fold(item.file.path);
  };
  const seen = () => {
    const item = items[cursor.at()];
    if (!item) return;
    const path = item.kind === 'file' ? item.file.path : item.path;
    actions.tick(path);
    cursor.go(items.findIndex((each) => each.kind === 'file' && each.file.path === path));
  };
  useKeys('Review', [
    ['j', 'Next line', () => step(1, isStop)],
    ['k', 'Previous line', () => step(-1, isStop)],
    ['n', 'Next file', () => step(1, isFile)],
    ['p', 'Previous file', () => step(-1, isFile)],
    ['m', 'Comment on the line', () => comment(false)],
    ['M', 'Comment from the selected line to this one', () => comment(true)],
    ['o', 'Open or fold the file', fold],
    ['x', 'Mark the file as seen', seen],
  ]);
}

const isFile = ({ kind }: DiffItem) => kind === 'file';
const isStop = ({ kind }: DiffItem) => kind === 'line' || kind === 'pair' || kind === 'file';

/**
 * Returns the row for a comment on this item. Prefers the new side. An item with `\`, which means a missing line feed,
 * has no such row.
 */
function rowOf(item: DiffItem) {
  const row = item.kind === 'line' ? item.line.row : item.kind === 'pair' ? (item.right ?? item.left)?.row : undefined;
  return row?.new === undefined && row?.old === undefined ? undefined : row;
}
