import { type Signal, useSignal } from '@preact/signals';
import { useKeys } from '../../shell/keys.ts';
import type { Side } from './answers.ts';
import type { Item } from './items.ts';

/** Where the keyboard is in a diff, and the row that is to be seen. */
export function useCursor() {
  const at = useSignal(0);
  const reveal = useSignal<{ index: number; n: number } | undefined>(undefined);
  return {
    at,
    reveal,
    go(index: number) {
      at.value = index;
      reveal.value = { index, n: (reveal.peek()?.n ?? 0) + 1 };
    },
  };
}

interface Hands {
  items: readonly Item[];
  cursor: { at: Signal<number>; go(index: number): void };
  choose(path: string, side: Side, line: number, more: boolean): void;
  fold(path: string): void;
  /** Ticks a file off, or takes the tick away. */
  tick(path: string): void;
}

/** The keyboard's way through a diff. */
export function useDiffKeys({ items, cursor, choose, ...hands }: Hands): void {
  const of = 'Review';
  const step = (by: 1 | -1, fits: (item: Item) => boolean) => {
    for (let i = cursor.at.value + by; i >= 0 && i < items.length; i += by) if (fits(items[i]!)) return cursor.go(i);
  };
  const comment = (more: boolean) => {
    const item = items[cursor.at.value];
    const row = item && rowOf(item);
    if (!row || !item || item.kind === 'file') return;
    const side = row.new === undefined ? 'old' : 'new';
    choose(item.path, side, row[side]!, more);
  };
  const fold = () => {
    const item = items[cursor.at.value];
    if (item?.kind === 'file') hands.fold(item.file.path);
  };
  const seen = () => {
    const item = items[cursor.at.value];
    if (!item) return;
    const path = item.kind === 'file' ? item.file.path : item.path;
    hands.tick(path);
    cursor.go(items.findIndex((each) => each.kind === 'file' && each.file.path === path));
  };
  useKeys([
    { keys: 'j', title: 'Next line', of, run: () => step(1, isStop) },
    { keys: 'k', title: 'Line before', of, run: () => step(-1, isStop) },
    { keys: 'n', title: 'Next file', of, run: () => step(1, isFile) },
    { keys: 'p', title: 'File before', of, run: () => step(-1, isFile) },
    { keys: 'm', title: 'Comment on the line', of, run: () => comment(false) },
    { keys: 'M', title: 'Comment from the chosen line to this one', of, run: () => comment(true) },
    { keys: 'o', title: 'Open or fold the file', of, run: fold },
    { keys: 'x', title: 'Tick the file off', of, run: seen },
  ]);
}

const isFile = ({ kind }: Item) => kind === 'file';
const isStop = ({ kind }: Item) => kind === 'line' || kind === 'pair' || kind === 'file';

/** The line that a comment at an item is about: the new one where there is one. `\` is none. */
function rowOf(item: Item) {
  const row = item.kind === 'line' ? item.line.row : item.kind === 'pair' ? (item.right ?? item.left)?.row : undefined;
  return row?.new === undefined && row?.old === undefined ? undefined : row;
}
