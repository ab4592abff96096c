import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';

interface Props {
  count: number;
  /** Pixels of a row before it was measured. */
  size: number;
  keyOf(index: number): string | number;
  row(index: number): ComponentChildren;
  class?: string;
  label?: string;
  role?: 'list' | 'listbox' | 'rowgroup';
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

/** A list of any length of which only the rows in sight are in the page. It scrolls by itself. */
export function Virtual(props: Props) {
  const { count, size, keyOf, row, reveal } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const list = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, HTMLDivElement>({
        count,
        getScrollElement: () => ref.current,
        estimateSize: () => size,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
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
  useLayoutEffect(() => {
    const [first, last] = [items[0], items.at(-1)];
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
      tabIndex={-1}
    >
      <div class="virtual-all" style={{ height: `${list.getTotalSize()}px` }}>
        {items.map((item) => (
          <Row key={item.key} item={item} measure={props.exact ? undefined : list.measureElement}>
            {row(item.index)}
          </Row>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  item: VirtualItem;
  measure: ((element: HTMLDivElement | null) => void) | undefined;
  children: ComponentChildren;
}

function Row({ item, measure, children }: RowProps) {
  return (
    <div
      class="virtual-row"
      role="presentation"
      data-index={item.index}
      {...(measure ? { ref: measure } : {})}
      style={{ transform: `translateY(${item.start}px)` }}
    >
      {children}
    </div>
  );
}
