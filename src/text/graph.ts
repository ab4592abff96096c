import { counted } from '../base/amounts.ts';
import { groupedBy } from '../base/iterables.ts';
import { stateLabel } from '../domain/state-words.ts';
import { taskName } from '../domain/task/task.ts';
import type { Graph } from '../report/graph/graph-schema.ts';
import { durationText } from './runs/run.ts';
import { oneLine } from './safe.ts';

type Told = Omit<Graph, 'unblocking'> & {
  unblocking: readonly { id: number; description: string; count: number }[];
  notes?: readonly string[] | undefined;
};

/**
 * Formats the waves of tasks with each task's dependencies. Adds the critical path, the tasks that block most others,
 * and the number of hidden tasks.
 */
export function graphText({ nodes, edges, parts, critical, unblocking, totals, notes = [] }: Told): string {
  if (nodes.length === 0) {
    const none =
      totals.alone > 0 ? `No task is blocked by another one (${counted(totals.alone, 'task')}).` : 'No tasks.';
    return [none, ...notes].join('\n');
  }
  const arrows = groupedBy([...edges, ...parts], ([, id]) => id);
  const after = (id: number) => (arrows.get(id) ?? []).map(([before]) => before);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const named = (id: number) => taskName({ id, description: oneLine(known.get(id)?.description ?? '', 60) });
  const waves = [...new Set(nodes.map(({ wave }) => wave))];
  return [
    ...waves.flatMap((wave) => [
      wave === 0 ? 'in a cycle, or blocked by one:' : `wave ${wave}:`,
      ...nodes.filter((node) => node.wave === wave).map((node) => `  ${row(node, after(node.id))}`),
    ]),
    ...(critical.ids.length > 0
      ? [`Critical path (${lengthOf(critical)}): ${critical.ids.map(named).join(' > ')}`]
      : []),
    ...(unblocking.length > 0
      ? [
          'Tasks that unblock most:',
          ...unblocking.map(
            ({ id, description, count }) => `  ${id} ${oneLine(description, 60)} (blocks ${counted(count, 'task')})`,
          ),
        ]
      : []),
    ...(totals.left > 0
      ? [`${counted(totals.left, 'more task')} not shown. Narrow the filter or raise the limit.`]
      : []),
    ...(totals.alone > 0 ? [`${counted(totals.alone, 'task')} without dependencies not shown.`] : []),
    ...notes,
  ].join('\n');
}

function row({ id, description, state, estimateMs, gone, hidden }: Told['nodes'][number], after: readonly number[]) {
  return [
    `${id} ${oneLine(description, 80)}  ${stateLabel(state)}`,
    ...(estimateMs === undefined ? [] : [durationText(estimateMs)]),
    ...(after.length > 0 ? [`blocked by ${after.join(', ')}`] : []),
    ...(hidden ? [`${hidden[0]} blocking and ${hidden[1]} blocked not shown`] : []),
    ...(gone ? [`${counted(gone.length, 'removed dependency')}`] : []),
  ].join('  ');
}

/** Formats a chain's length: `9h by estimates, 1 guessed` or `3 tasks`. */
export function lengthOf({ ids, by, ms, guessed }: Graph['critical']): string {
  if (by === 'count' || ms === undefined) return counted(ids.length, 'task');
  return `${durationText(ms)} by estimates${guessed ? `, ${guessed} guessed` : ''}`;
}
