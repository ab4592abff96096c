import type { KnownTask } from './answer.ts';
import type { DrawnGraph } from './layout.ts';

export type Way = 'left' | 'right' | 'up' | 'down';

/**
 * Where an arrow leads from a task: left to one that it waits for, right to one that waits for it, each the nearest in height; up and down
 * in its wave. Without a task, to the first one. Where it leads nowhere, the task itself.
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

/** The first one of the critical path, else the one on top of the first wave. */
function first({ nodes }: KnownTask, places: DrawnGraph['places']): number | undefined {
  const critical = [...nodes.values()].find((node) => node.critical);
  if (critical) return critical.id;
  return [...places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0];
}
