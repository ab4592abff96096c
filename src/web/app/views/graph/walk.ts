import type { KnownTask } from './answer.ts';
import type { DrawnGraph } from './layout.ts';

export type Way = 'left' | 'right' | 'up' | 'down';

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
