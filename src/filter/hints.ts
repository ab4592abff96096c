import type { Facts } from '../domain/facts.ts';
import { PREFIX_LENGTH, type TaskQueue } from '../domain/queue.ts';
import type { Task } from '../domain/task.ts';
import { virtualTag } from '../domain/virtual-tags.ts';
import type { Comparison, IdPart, Node } from './ast.ts';
import { attribute } from './attributes.ts';
import { matcher } from './search.ts';

/** A set of tasks that holds everything a filter selects, and is smaller than all of them. */
export interface Candidates {
  /** What was looked up: `tag bug`, `open tasks`. */
  index: string;
  /** How many tasks at most. */
  size: number;
  tasks(): Iterable<Task>;
}

/** The cheapest candidates that the queue's indexes give for a filter; undefined when all tasks must be looked at. */
export function candidatesFor(node: Node, facts: Facts): Candidates | undefined {
  switch (node.kind) {
    case 'and':
      return smallest(node.items.map((item) => candidatesFor(item, facts)));
    case 'or':
      return union(node.items.map((item) => candidatesFor(item, facts)));
    case 'view':
      return candidatesFor(node.body.where, facts);
    case 'tag':
      return node.has ? ofTag(node.name, facts) : undefined;
    case 'ids':
      return ofIds(node.parts, facts.queue);
    case 'compare':
      return ofComparison(node, facts);
    default:
      return undefined;
  }
}

function smallest(found: readonly (Candidates | undefined)[]): Candidates | undefined {
  let best: Candidates | undefined;
  for (const candidates of found) if (candidates && (!best || candidates.size < best.size)) best = candidates;
  return best;
}

function union(found: readonly (Candidates | undefined)[]): Candidates | undefined {
  const all: Candidates[] = [];
  for (const candidates of found) {
    if (!candidates) return undefined;
    all.push(candidates);
  }
  return {
    index: all.map(({ index }) => index).join(' + '),
    size: all.reduce((sum, { size }) => sum + size, 0),
    *tasks() {
      const seen = new Set<string>();
      for (const candidates of all) {
        for (const task of candidates.tasks()) {
          if (seen.has(task.uuid)) continue;
          seen.add(task.uuid);
          yield task;
        }
      }
    },
  };
}

function openTasks(queue: TaskQueue): Candidates {
  return { index: 'open tasks', size: queue.openSize, tasks: () => queue.open() };
}

function ofUuids(index: string, uuids: ReadonlySet<string>, queue: TaskQueue): Candidates {
  return { index, size: uuids.size, tasks: () => [...uuids].flatMap((uuid) => queue.get(uuid) ?? []) };
}

function ofTasks(index: string, tasks: readonly (Task | undefined)[]): Candidates {
  const found = tasks.filter((task) => task !== undefined);
  return { index, size: found.length, tasks: () => found };
}

function ofTag(name: string, facts: Facts): Candidates | undefined {
  const { queue } = facts;
  const virtual = virtualTag(name);
  if (!virtual) return ofUuids(`tag ${name}`, queue.byTag(name), queue);
  if (name === 'LATEST') return ofTasks('the last id', [queue.byId(queue.lastId)]);
  if (name === 'CLAIMED' || name === 'STALE') return claimedTasks(facts);
  return virtual.openOnly ? openTasks(queue) : undefined;
}

/** A range that is wider than the queue is better scanned. */
function ofIds(parts: readonly IdPart[], queue: TaskQueue): Candidates | undefined {
  const width = parts.reduce((sum, part) => sum + ('uuid' in part ? 1 : part.to - part.from + 1), 0);
  if (width > queue.size) return undefined;
  const tasks = parts.flatMap((part) => {
    if ('uuid' in part) return queue.byPrefix(part.uuid);
    return Array.from({ length: part.to - part.from + 1 }, (_, i) => queue.byId(part.from + i));
  });
  return ofTasks('ids', [...new Set(tasks)]);
}

type Finder = (node: Comparison, queue: TaskQueue) => Candidates | undefined;

/** Attributes that the queue has an index for. */
const FINDERS: Readonly<Record<string, Finder>> = {
  status: (node, queue) => {
    const status = textOf(node);
    if (status === 'completed' || status === 'deleted')
      return ofUuids(`status ${status}`, queue.byStatus(status), queue);
    return status === undefined ? undefined : openTasks(queue);
  },
  project: (node, queue) => ofKeys(node, queue, 'project', queue.projects, queue.byProject),
  agent: (node, queue) => ofKeys(node, queue, 'agent', queue.agents, queue.byAgent),
  tags: ({ operand }, queue) => {
    if (operand.kind !== 'list' || operand.items[0] === undefined) return undefined;
    return smallest(operand.items.map((tag) => ofUuids(`tag ${tag}`, queue.byTag(tag), queue)));
  },
  id: ({ operand }, queue) => (operand.kind === 'ids' ? ofIds(operand.parts, queue) : undefined),
  uuid: (node, queue) => {
    const prefix = textOf(node)?.toLowerCase();
    if (prefix === undefined || prefix.length < PREFIX_LENGTH) return undefined;
    return ofTasks('uuid', queue.byPrefix(prefix));
  },
  depends: (node, queue) => ofReferences(node, queue, 'dependents of', (uuid) => [queue.dependents(uuid)]),
  parent: (node, queue) =>
    ofReferences(node, queue, 'subtasks of', (uuid) => [queue.children(uuid), queue.instances(uuid)]),
};

const SELECTIVE = new Set(['matches', 'is', 'has']);

function ofComparison(node: Comparison, facts: Facts): Candidates | undefined {
  if (node.attribute === 'claim' && holdsForClaimedOnly(node)) return claimedTasks(facts);
  if (!SELECTIVE.has(node.operation)) return undefined;
  const type = attribute(node.attribute)?.type;
  if (node.operation === 'has' && type !== 'set' && type !== 'reference') return undefined;
  return FINDERS[node.attribute]?.(node, facts.queue);
}

function holdsForClaimedOnly({ operation, operand }: Comparison): boolean {
  return operation === 'any' || (SELECTIVE.has(operation) && operand.kind !== 'nothing');
}

function claimedTasks({ claimed, queue }: Facts): Candidates | undefined {
  return claimed && ofUuids('claims', new Set(claimed()), queue);
}

function textOf({ operand }: Comparison): string | undefined {
  return operand.kind === 'text' ? operand.text : undefined;
}

/** Keys are few beside tasks, so those that fit are looked for among all of them. */
function ofKeys(
  node: Comparison,
  queue: TaskQueue,
  name: string,
  keys: () => Map<string, number>,
  get: (key: string) => ReadonlySet<string>,
): Candidates | undefined {
  if (node.operand.kind === 'nothing') return ofUuids(`no ${name}`, get(''), queue);
  const sought = textOf(node);
  const row = attribute(node.attribute);
  if (sought === undefined || row?.type !== 'text') return undefined;
  if (node.operation === 'is') return ofUuids(`${name} ${sought}`, get(sought), queue);
  const fits = [...keys().keys()].filter(matcher(row.matching, sought)).map((key) => ofUuids(key, get(key), queue));
  return { ...union(fits)!, index: `${name} ${sought}` };
}

function ofReferences(
  { operand }: Comparison,
  queue: TaskQueue,
  name: string,
  get: (uuid: string) => ReadonlySet<string>[],
): Candidates | undefined {
  if (operand.kind !== 'ids') return undefined;
  const uuids: string[] = [];
  for (const part of operand.parts) {
    if ('from' in part && part.from === part.to)
      uuids.push(...(queue.byId(part.from) ? [queue.byId(part.from)!.uuid] : []));
    else if ('uuid' in part && part.uuid.length === 36) uuids.push(part.uuid);
    else return undefined;
  }
  return union(uuids.flatMap((uuid) => get(uuid).map((set) => ofUuids(`${name} ${operand.text}`, set, queue))));
}
