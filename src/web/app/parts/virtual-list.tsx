import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';

interface Props {
  count: number;
  /** Assumed height in pixels of a row that hasn't been measured. */
  size: number;
  keyOf(index: number): string | number;
  row(index: number): ComponentChildren;
  class?: string;
  label?: string;
  role?: 'list' | 'listbox' | 'rowgroup';
  /** Whether the list itself can have the focus, to be scrolled by keyboard. For rows that can't have it. */
  focusable?: boolean;
  /** Whether every row has exactly the height `size`, so that rows aren't measured. */
  exact?: boolean;
  /** The row to scroll to. A changed `n` with the same index scrolls to that row again. */
  reveal?: { index: number; n: number; align?: 'auto' | 'center' } | undefined;
  /** Gets the indexes of the first and the last visible row. */
  seen?(first: number, last: number): void;
  scroller?(element: HTMLDivElement | null): void;
}

/** Number of rows drawn above and below the visible ones. */
const OVERSCAN = 6;

/**
 * A scrolling list of any length. The page contains only the visible rows and the focused row, which stays so that the
 * reader can continue to type in it.
 */
export function Virtual(props: Props) {
  const { count, size, keyOf, row, reveal } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const focused = useFocusedIndex({ count, keyOf });
  const list = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, HTMLDivElement>({
        count,
        getScrollElement: () => ref.current,
        estimateSize: () => size,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
        measureElement: sizeOf,
        rangeExtractor: (range) => withOne(defaultRangeExtractor(range), focused.index()),
      }),
    [],
  );
  list.setOptions({
    ...list.options,
    count,
    overscan: OVERSCAN,
    getItemKey: keyOf,
    estimateSize: () => size,
    onChange: () => draw(undefined as never),
  });
  useLayoutEffect(() => list._didMount(), []);
  useLayoutEffect(() => list._willUpdate());
  useLayoutEffect(() => {
    if (reveal && reveal.index >= 0) list.scrollToIndex(reveal.index, { align: reveal.align ?? 'auto' });
  }, [reveal?.index, reveal?.n]);
  const items = list.getVirtualItems();
  const rowsOf = useKeptRows();
  useLayoutEffect(() => {
    const lone = focused.index();
    const rows = items.filter(({ index }) => index !== lone || !isApart(index, items));
    const [first, last] = [rows[0], rows.at(-1)];
    if (first && last) props.seen?.(first.index, last.index);
  });
  return (
    <div
      class={`virtual ${props.class ?? ''}`}
      ref={(element) => {
        ref.current = element;
        props.scroller?.(element);
      }}
      role={props.role}
      aria-label={props.label}
      tabIndex={props.focusable ? 0 : -1}
      {...focused.listeners}
    >
      <div class="virtual-all" style={{ height: `${list.getTotalSize()}px` }}>
        {rowsOf(items, row, props.exact ? undefined : list.measureElement)}
      </div>
    </div>
  );
}

/** Adds an index at the start or at the end of a list in ascending order. */
function withOne(indexes: number[], one: number | undefined): number[] {
  if (one === undefined || indexes.includes(one)) return indexes;
  return one < (indexes[0] ?? 0) ? [one, ...indexes] : [...indexes, one];
}

/** Checks whether a row far from the visible rows is drawn only because it has the focus. */
function isApart(index: number, items: readonly VirtualItem[]): boolean {
  const at = items.findIndex((item) => item.index === index);
  const [before, after] = [items[at - 1], items[at + 1]];
  return (before !== undefined && before.index < index - 1) || (after !== undefined && after.index > index + 1);
}

/**
 * Returns the size of a row from the observer's entry. Reading it from the element would make the browser compute the
 * layout during drawing.
 */
function sizeOf(
  element: HTMLDivElement,
  entry: ResizeObserverEntry | undefined,
  list: Virtualizer<HTMLDivElement, HTMLDivElement>,
): number {
  const index = list.indexFromElement(element);
  const [box] = entry?.borderBoxSize ?? [];
  return box ? Math.round(box.blockSize) : (list.measurementsCache[index]?.size ?? list.options.estimateSize(index));
}

interface RowProps {
  index: number;
  /** Distance of the row from the top of the list, in pixels. */
  start: number;
  row(index: number): ComponentChildren;
  measure: ((element: HTMLDivElement | null) => void) | undefined;
}

/** A row of the list. It is a component, so that a change of a signal that it reads doesn't redraw the whole list. */
function Row({ index, start, row, measure }: RowProps) {
  return (
    <div
      class="virtual-row"
      role="presentation"
      data-index={index}
      {...(measure ? { ref: measure } : {})}
      style={{ top: `${start}px` }}
    >
      {row(index)}
    </div>
  );
}

type Measure = RowProps['measure'];

/** Keeps the elements of rows that didn't move, so that scrolling draws only new rows. */
function useKeptRows() {
  const kept = useRef(new Map<VirtualItem['key'], VNode<RowProps>>());
  return (items: readonly VirtualItem[], row: RowProps['row'], measure: Measure) => {
    const rows = new Map<VirtualItem['key'], VNode<RowProps>>();
    for (const { key, index, start } of items) {
      const known = kept.current.get(key);
      const { props } = known ?? {};
      const same = props?.index === index && props.start === start && props.row === row && props.measure === measure;
      rows.set(key, same ? known! : <Row key={key} {...{ index, start, row, measure }} />);
    }
    kept.current = rows;
    return [...rows.values()];
  };
}

type Key = string | number;

interface Rows {
  count: number;
  keyOf(index: number): Key;
}

/** Remembers which row of a long list has the focus. The same row keeps the focus if its index changes. */
function useFocusedIndex(rows: Rows) {
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
