import { useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf } from '../../shell/route.ts';
import type { KnownTask } from './answer.ts';
import type { DrawnGraph } from './layout.ts';
import type { LinkSide } from './menu-items.ts';

interface GraphActions {
  chosen(): number | undefined;
  walk(way: Way): void;
  /** Moves down or up in the list of tasks that block most others. */
  rank(by: 1 | -1): void;
  zoom(by: 1 | -1): void;
  menu(): void;
  pick(side: LinkSide): void;
}

/** Binds keys for all actions that a pointer can do in the drawing. */
export function useGraphKeys({ chosen, walk, rank, zoom, menu, pick }: GraphActions): void {
  const onChosen = (run: (id: number) => void) => () => {
    const id = chosen();
    if (id !== undefined) run(id);
  };
  useKeys('Graph', [
    ['ArrowLeft', 'Task that blocks it', () => walk('left')],
    ['ArrowRight', 'Task that it blocks', () => walk('right')],
    ['ArrowUp', 'Task above in the wave', () => walk('up')],
    ['ArrowDown', 'Task below in the wave', () => walk('down')],
    ['j', 'Next of the tasks that unblock most', () => rank(1)],
    ['k', 'Previous of the tasks that unblock most', () => rank(-1)],
    ['Enter', 'Open the task', onChosen((id) => go(hrefOf('task', [id])))],
    ['m', 'Open the menu of the task', onChosen(() => menu())],
    ['a', 'Add a task that blocks it', onChosen(() => pick('before'))],
    ['A', 'Add a task that it blocks', onChosen(() => pick('after'))],
    ['+', 'Zoom in', () => zoom(1)],
    ['-', 'Zoom out', () => zoom(-1)],
    ['0', 'Fit the window', () => goQuery({ zoom: 'fit' })],
    ['1', 'Full size', () => goQuery({ zoom: '100' })],
    ['v', 'Switch between drawing and list', () => goQuery({ as: listed() ? '' : 'list' })],
  ]);
}

const listed = () => new URLSearchParams(location.search).get('as') === 'list';

type Way = 'left' | 'right' | 'up' | 'down';

/**
 * Returns the task that an arrow key selects. Left selects the nearest task that blocks the current one, right the
 * nearest task that it blocks. Up and down move within the wave. If there is no such task, returns the current task, or
 * the first task if none is selected.
 */
export function neighbourAt(
  at: number | undefined,
  way: Way,
  known: KnownTask,
  { places }: DrawnGraph,
): number | undefined {
  const here = at === undefined ? undefined : places.get(at);
  if (at === undefined || !here) return first(known, places);
  if (way === 'left' || way === 'right') {
    const next = (way === 'left' ? known.before : known.after).get(at) ?? [];
    return nearest(next, here.y, places) ?? at;
  }
  const sign = way === 'down' ? 1 : -1;
  const below = [...places].filter(([, { x, y }]) => x === here.x && (y - here.y) * sign > 0).map(([id]) => id);
  return nearest(below, here.y, places) ?? at;
}

function nearest(ids: readonly number[], y: number, places: DrawnGraph['places']): number | undefined {
  const far = (id: number) => Math.abs((places.get(id)?.y ?? Infinity) - y);
  return ids.length === 0 ? undefined : ids.reduce((best, id) => (far(id) < far(best) ? id : best));
}

/** Returns the first task of the critical path, or the topmost task of the first wave. */
function first({ nodes }: KnownTask, places: DrawnGraph['places']): number | undefined {
  const critical = [...nodes.values()].find((node) => node.critical);
  if (critical) return critical.id;
  return [...places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0];
}
