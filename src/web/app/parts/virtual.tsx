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
import { useFocusedIndex } from './focused-index.ts';

interface Props {
  count: number;
  /** Pixels of a row before it was measured. */
  size: number;
  keyOf(index: number): string | number;
  row(index: number): ComponentChildren;
  class?: string;
  label?: string;
  role?: 'list' | 'listbox' | 'rowgroup';
  /** Its rows take no focus: the keyboard scrolls the list itself. */
  focusable?: boolean;
  /** Every row is exactly of that size: none is measured. */
  exact?: boolean;
  /** Row that is to be seen; asked for again by another `n`. */
  reveal?: { index: number; n: number } | undefined;
  /** Told which rows can be seen. */
  seen?(first: number, last: number): void;
  scroller?(element: HTMLDivElement | null): void;
}

/** Rows outside of the window, on each side. */
const OVERSCAN = 6;

/** A list of any length of which only the rows in sight are in the page, and the one with the focus: who writes in it goes on. It scrolls by itself. */
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
    if (reveal && reveal.index >= 0) list.scrollToIndex(reveal.index, { align: 'auto' });
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

/** In their order. */
function withOne(indexes: number[], one: number | undefined): number[] {
  if (one === undefined || indexes.includes(one)) return indexes;
  return one < (indexes[0] ?? 0) ? [one, ...indexes] : [...indexes, one];
}

/** Is it the row with the focus, beyond those in sight? */
function isApart(index: number, items: readonly VirtualItem[]): boolean {
  const at = items.findIndex((item) => item.index === index);
  const [before, after] = [items[at - 1], items[at + 1]];
  return (before !== undefined && before.index < index - 1) || (after !== undefined && after.index > index + 1);
}

/** As the observer of sizes says it: asking the element would lay out the page in the midst of drawing it. */
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
  /** Pixels from the top of the list. */
  start: number;
  row(index: number): ComponentChildren;
  measure: ((element: HTMLDivElement | null) => void) | undefined;
}

/** What a row reads is read here: a signal that changes draws the rows anew that depend on it, not the list. */
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

/** The rows in sight. One that is where it was is given as it was given before, so that nothing of it is compared: scrolling draws what comes. */
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
