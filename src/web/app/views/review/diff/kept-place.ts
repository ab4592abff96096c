import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import type { DiffItem } from './items.ts';

/** Assumed height in pixels of a row that hasn't been measured. */
export const ROW_PX = 20;

/** Number of frames in which the heights of new rows become known. */
const SETTLES = 4;

/**
 * Goes to the current line when its file has other rows, because the reader hid or showed white space. If the current line
 * isn't visible, goes to the one in the middle of the view.
 * @returns a function that gets the visible items and the current one
 */
export function useKeptPlace(
  space: boolean,
  items: readonly DiffItem[],
  rows: ReadonlyMap<string, readonly DiffRow[]>,
  go: (index: number, align: 'center') => void,
) {
  const middle = useRef<DiffItem | undefined>(undefined);
  const place = useRef<{ path: string; line: number; rows: readonly DiffRow[] | undefined } | undefined>(undefined);
  const shown = useRef(space);
  useEffect(() => {
    if (shown.current === space) return;
    shown.current = space;
    const item = middle.current;
    const line = item && lineOf(item);
    place.current =
      line === undefined || !('path' in item!) ? undefined : { path: item.path, line, rows: rows.get(item.path) };
  }, [space]);
  useEffect(() => {
    const at = place.current;
    if (!at || rows.get(at.path) === at.rows) return;
    place.current = undefined;
    const far = (item: DiffItem) =>
      'path' in item && item.path === at.path
        ? Math.abs((lineOf(item) ?? Number.POSITIVE_INFINITY) - at.line)
        : Number.POSITIVE_INFINITY;
    const nearest = items.reduce((best, item, index) => (far(item) < far(items[best]!) ? index : best), 0);
    if (Number.isFinite(far(items[nearest]!))) go(nearest, 'center');
  }, [items]);
  return (seen: readonly DiffItem[], current: DiffItem | undefined) => {
    const lines = seen.filter((item) => lineOf(item) !== undefined);
    middle.current = current && lines.includes(current) ? current : lines[lines.length >> 1];
  };
}

/**
 * Holds a row at its place in the window while lines are inserted above it.
 * @returns a function that holds the first line from an index
 */
export function useHeldRow(
  items: readonly DiffItem[],
  rows: ReadonlyMap<string, readonly DiffRow[]>,
  scroller: () => Element | null | undefined,
) {
  const held = useRef<{ key: string; index: number; top: number; rows: typeof rows } | undefined>(undefined);
  const rowAt = (index: number) => scroller()?.querySelector(`[data-index="${index}"]`);
  useLayoutEffect(() => {
    const row = held.current;
    if (!row || row.rows === rows) return;
    held.current = undefined;
    const index = items.findIndex(({ key }) => key === row.key);
    if (index < 0) return;
    scroller()!.scrollTop += (index - row.index) * ROW_PX;
    // Lines that are wrapped are higher, which is known once they are drawn.
    const settle = (left: number) => {
      const now = rowAt(index)?.getBoundingClientRect().top;
      if (now !== undefined) scroller()!.scrollTop += now - row.top;
      if (left > 0) requestAnimationFrame(() => settle(left - 1));
    };
    requestAnimationFrame(() => settle(SETTLES));
  }, [items]);
  return (from: number) => {
    const index = items.findIndex((item, i) => i >= from && lineOf(item) !== undefined);
    const top = rowAt(index)?.getBoundingClientRect().top;
    held.current = top === undefined ? undefined : { key: items[index]!.key, index, top, rows };
  };
}

/** Returns the number of an item's line, preferably in the result. */
function lineOf(item: DiffItem): number | undefined {
  const row = item.kind === 'line' ? item.line.row : item.kind === 'pair' ? (item.right ?? item.left)?.row : undefined;
  return row?.new ?? row?.old;
}
