import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { MenuItem } from '../../parts/menu.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import type { ShownNode } from './answer.ts';
import { chainOfTask, type KnownTask } from './answer.ts';
import { type DrawnGraph, type DrawnLine, HEAD, NODE } from './layout.ts';
import { NodeView } from './node-view.tsx';
import { nodeWords, waveWords } from './words.ts';
import { READABLE, type Window } from './zoom.ts';

interface Props {
  drawn: DrawnGraph;
  known: KnownTask;
  scale: number;
  chosen: number | undefined;
  /** A counter. Each increment is a request to focus the chosen task. */
  focusRequests: number;
  menu: Signal<boolean>;
  window: Signal<Window>;
  menuOf(node: ShownNode): MenuItem[];
  onChoose(id: number): void;
}

/**
 * Distance in pixels from the visible part up to which tasks are drawn. The drawing is also redrawn after scrolling
 * this distance.
 */
const AROUND = 240;

/** The scrolling window with the drawing. Only tasks near the visible part are in the page. */
export function Drawing({ drawn, known, scale, chosen, focusRequests, menu, window, menuOf, onChoose }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const at = useSignal({ left: 0, top: 0 });
  /** The tasks under the pointer: `over` has the menu until another one has it, `lit` lights its chain. */
  const over = useSignal<number | undefined>(undefined);
  const lit = useSignal<number | undefined>(undefined);
  const look = () => {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller.current!;
    const next = { left: stepped(scrollLeft), top: stepped(scrollTop) };
    if (next.left !== at.peek().left || next.top !== at.peek().top) at.value = next;
    const { width, height } = window.peek();
    if (clientWidth !== width || clientHeight !== height) window.value = { width: clientWidth, height: clientHeight };
  };
  useLayoutEffect(() => {
    const watch = new ResizeObserver(look);
    watch.observe(scroller.current!);
    look();
    return () => watch.disconnect();
  }, []);
  const place = chosen === undefined ? undefined : drawn.places.get(chosen);
  useLayoutEffect(() => {
    if (place) bringIntoSight(scroller.current!, { ...place, width: drawn.node }, scale);
    look();
  }, [place?.x, place?.y, scale, focusRequests]);
  useEffect(() => {
    if (focusRequests > 0 && chosen !== undefined)
      scroller.current?.querySelector<HTMLElement>(`[data-node="${chosen}"]`)?.focus({ preventScroll: true });
  }, [focusRequests]);
  const words = useMemo(
    () => new Map([...known.nodes.values()].map((node) => [node.id, nodeWords(node, known)])),
    [known],
  );
  const near = new Set(
    chosen === undefined ? [] : [...(known.before.get(chosen) ?? []), ...(known.after.get(chosen) ?? [])],
  );
  const { node: width } = drawn;
  const chain = useMemo(
    () => (lit.value === undefined || !known.nodes.has(lit.value) ? undefined : chainOfTask(lit.value, known)),
    [lit.value, known],
  );
  const sight = {
    left: (at.value.left - AROUND) / scale - width,
    right: (at.value.left + window.value.width + 2 * AROUND) / scale,
    top: (at.value.top - AROUND) / scale - NODE.height,
    bottom: (at.value.top + window.value.height + 2 * AROUND) / scale,
  };
  const inSight = [...drawn.places].filter(
    ([id, { x, y }]) => id === chosen || (x > sight.left && x < sight.right && y > sight.top && y < sight.bottom),
  );
  return (
    <div ref={scroller} class="graph-window" onScroll={look}>
      <div class="graph-sheet" style={{ width: `${drawn.width * scale}px`, height: `${drawn.height * scale}px` }}>
        <div
          class="graph-plane"
          role="group"
          aria-label={`Drawing of ${countOf(known.nodes.size, 'task')} in ${countOf(new Set(drawn.columns.map(({ wave }) => wave)).size, 'wave')}. Arrow keys follow dependencies.`}
          style={{ width: `${drawn.width}px`, height: `${drawn.height}px`, transform: `scale(${scale})` }}
        >
          <GraphLines drawn={drawn} known={known} chosen={chosen} lit={chain} />
          {scale >= READABLE &&
            drawn.columns.map(({ wave, x, y }) => (
              <span
                key={`${x} ${y}`}
                class="graph-wave faint small"
                aria-hidden="true"
                style={{ left: `${x}px`, top: `${y + 10}px`, width: `${width}px`, height: `${HEAD - 10}px` }}
              >
                {waveWords(wave)}
              </span>
            ))}
          {inSight.map(([id, where]) => {
            const node = known.nodes.get(id)!;
            return (
              <NodeView
                key={id}
                node={node}
                words={words.get(id)!}
                place={where}
                width={width}
                lit={chain?.has(id)}
                small={scale < READABLE}
                chosen={id === chosen}
                near={near.has(id)}
                items={id === chosen || id === over.value ? () => menuOf(node) : undefined}
                menu={menu}
                onFocus={() => onChoose(id)}
                onOver={() => (over.value = lit.value = id)}
                onOut={() => (lit.value = undefined)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const stepped = (pixels: number) => Math.floor(pixels / AROUND) * AROUND;

/** Smallest distance in pixels between a revealed task and the edge of the window. */
const MARGIN = 48;

/** Scrolls as little as necessary to show the task. Uses no animation for readers who prefer less motion. */
function bringIntoSight(
  scroller: HTMLElement,
  { x, y, width }: { x: number; y: number; width: number },
  scale: number,
): void {
  const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
  scroller.scrollLeft = nearest(scrollLeft, clientWidth, x * scale, width * scale);
  scroller.scrollTop = nearest(scrollTop, clientHeight, y * scale, NODE.height * scale);
}

function nearest(scrolled: number, size: number, from: number, length: number): number {
  const [first, last] = [from - MARGIN, from + length + MARGIN];
  if (first < scrolled) return first;
  return last > scrolled + size ? last - size : scrolled;
}

interface LinesProps {
  drawn: DrawnGraph;
  known: KnownTask;
  chosen: number | undefined;
  /** The tasks of the chain under the pointer. */
  lit: ReadonlySet<number> | undefined;
}

/** Draws the edges. All edges of one style form a single path, so a thousand edges are four elements. */
function GraphLines({ drawn, known, chosen, lit }: LinesProps) {
  const paths = useMemo(() => {
    const isCritical = ({ from, to }: DrawnLine) => followsOnPath(from, to, known);
    const joined = (holds: (line: DrawnLine) => boolean) =>
      drawn.lines
        .filter(holds)
        .map(({ path }) => path)
        .join('');
    return {
      plain: joined((line) => !line.part && !isCritical(line)),
      part: joined((line) => line.part && !isCritical(line)),
      critical: joined(isCritical),
    };
  }, [drawn, known]);
  const own = drawn.lines.filter(({ from, to }) =>
    lit ? lit.has(from) && lit.has(to) : from === chosen || to === chosen,
  );
  return (
    <svg class="graph-lines" width={drawn.width} height={drawn.height} aria-hidden="true" focusable="false">
      <path class="line-plain" d={paths.plain} />
      <path class="line-part" d={paths.part} />
      <path class="line-critical" d={paths.critical} />
      <path class="line-chosen" d={own.map(({ path }) => path).join('')} />
    </svg>
  );
}

/** Returns whether the tasks are consecutive on the critical path. */
function followsOnPath(from: number, to: number, { nodes, critical }: KnownTask): boolean {
  return nodes.get(from)?.critical === true && critical.get(from) === to;
}
