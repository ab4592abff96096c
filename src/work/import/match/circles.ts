import { findAnyCycle } from '../../../domain/queue/graph.ts';
import { isClosed } from '../../../domain/task/task.ts';
import { locationText } from '../../../sources/index.ts';
import type { Context } from '../../workspace/context.ts';
import type { Draft } from '../draft-rows.ts';
import { keptInExtra } from './leave-out.ts';

/** A reference of a drafted task: `of` depends on `to`, or has it as its parent. */
interface Edge {
  of: string;
  to: string;
  field: 'depends' | 'parent';
}

/**
 * Leaves out one reference of each circle, so that no circle refuses a whole file: tasks that wait for each other, a step
 * that waits for a task above it, a task that names itself. A dependency of a closed task goes first, since nobody waits
 * for it; a parent goes last. The reference stays in `extra`.
 * @returns the drafts, and a message for each reference that was left out
 */
export function withoutCircles(
  drafts: readonly Draft[],
  { queue }: Pick<Context, 'queue'>,
): { sound: Draft[]; left: string[] } {
  const now = new Map(drafts.map((draft) => [draft.uuid, draft]));
  const children = new Map<string, Set<string>>();
  for (const { uuid, task } of drafts) if (task.parent !== undefined) childrenOf(children, task.parent).add(uuid);
  const depends = (uuid: string) => (now.get(uuid)?.task ?? queue.get(uuid))?.depends ?? [];
  const below = (uuid: string) => [
    ...[...queue.children(uuid)].filter((child) => !now.has(child)),
    ...(children.get(uuid) ?? []),
  ];
  const waits = (uuid: string) => [...depends(uuid), ...below(uuid)];
  const left: string[] = [];
  for (let circle = findAnyCycle(now.keys(), waits); circle; circle = findAnyCycle(now.keys(), waits)) {
    const edge = weakest(edgesOf(circle, now), now);
    // A circle without a row of this import was in the queue before.
    if (!edge) break;
    const draft = now.get(edge.of)!;
    const name = nameOf(edge, now, { known: draft.present?.extra, id: queue.get(edge.to)?.id });
    now.set(edge.of, without(draft, edge, name));
    if (edge.field === 'parent') children.get(edge.to)?.delete(edge.of);
    left.push(`${locationText(draft.row.place)}, ${edge.field}: ${name} would form a circle; it stays in extra`);
  }
  return { sound: [...now.values()], left };
}

function childrenOf(children: Map<string, Set<string>>, parent: string): Set<string> {
  const known = children.get(parent) ?? new Set<string>();
  children.set(parent, known);
  return known;
}

/** Returns the references of drafts that form the circle. */
function edgesOf(circle: readonly string[], drafts: ReadonlyMap<string, Draft>): Edge[] {
  return circle.slice(0, -1).flatMap((from, i): Edge[] => {
    const to = circle[i + 1]!;
    const edges: Edge[] = [];
    if (drafts.get(from)?.task.depends?.includes(to)) edges.push({ of: from, to, field: 'depends' });
    if (drafts.get(to)?.task.parent === from) edges.push({ of: to, to: from, field: 'parent' });
    return edges;
  });
}

function weakest(edges: readonly Edge[], drafts: ReadonlyMap<string, Draft>): Edge | undefined {
  const weight = ({ of, field }: Edge) => (field === 'parent' ? 2 : isClosed(drafts.get(of)!.task) ? 0 : 1);
  return [...edges].sort((a, b) => weight(a) - weight(b))[0];
}

/**
 * Returns the name of the task that a reference means.
 * @param at.known what an earlier import kept in `extra`: a name there stays, so that a second import changes nothing
 */
function nameOf(
  { to, field }: Edge,
  drafts: ReadonlyMap<string, Draft>,
  { known, id }: { known: Readonly<Record<string, unknown>> | undefined; id: number | undefined },
): string {
  const row = drafts.get(to)?.row;
  const names = [row?.ref, row?.given.source?.id, row?.number, id, to].filter((name) => name !== undefined).map(String);
  const kept = [known?.[field]].flat();
  return names.find((name) => kept.includes(name)) ?? names[0]!;
}

/** Drafts a row again without one of its references. */
function without({ row, task, present, again }: Draft, { to, field }: Edge, name: string): Draft {
  row.given = { ...row.given, extra: keptInExtra(row.given.extra ?? present?.extra, field, name) };
  if (field === 'depends') row.fields.depends = (task.depends ?? []).filter((uuid) => uuid !== to);
  else row.fields.parent = null;
  return again(present);
}
