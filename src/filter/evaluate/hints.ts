import type { Facts } from '../../domain/queue/facts.ts';
import type { IndexKey, TaskQueue } from '../../domain/queue/queue.ts';
import { PREFIX_LENGTH } from '../../domain/queue/queue-indexes.ts';
import type { Task } from '../../domain/task/task.ts';
import { virtualTag } from '../../domain/urgency/virtual-tags.ts';
import type { Comparison, FilterNode, IdPart } from '../ast.ts';
import { attribute } from '../tables/find-attribute.ts';
import { matcher } from './search.ts';

/** A set that contains at least the tasks that a filter selects. Testing these is cheaper than testing all tasks. */
interface Candidates {
  /** Name of the index that found the tasks: `tag bug`, `open tasks`. */
  index: string;
  /** Maximum number of tasks in the set. */
  size: number;
  tasks(): Iterable<Task>;
}

function openTasks(queue: TaskQueue): Candidates {
  return { index: 'open tasks', size: queue.openSize, tasks: () => queue.open() };
}

function ofUuids(index: string, uuids: ReadonlySet<string>, queue: TaskQueue): Candidates {
  return { index, size: uuids.size, tasks: () => [...uuids].flatMap((uuid) => queue.get(uuid) ?? []) };
}

function ofTasks(index: string, tasks: Iterable<Task | undefined>): Candidates {
  const found = [...new Set(tasks)].filter((task) => task !== undefined);
  return { index, size: found.length, tasks: () => found };
}

/** Returns the smallest of several sets. For `and`, any set suffices: each contains all matching tasks. */
function smallest(found: readonly (Candidates | undefined)[]): Candidates | undefined {
  let best: Candidates | undefined;
  for (const candidates of found) if (candidates && (!best || candidates.size < best.size)) best = candidates;
  return best;
}

/**
 * Returns the union of several sets, each task once.
 * @returns undefined if one of the sets is undefined
 */
function union(found: readonly (Candidates | undefined)[], index?: string): Candidates | undefined {
  const all: Candidates[] = [];
  for (const candidates of found) {
    if (!candidates) return undefined;
    all.push(candidates);
  }
  return {
    index: index ?? all.map((candidates) => candidates.index).join(' + '),
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

/**
 * Returns the smallest set of candidates that an index of the queue provides.
 * @returns undefined if every task must be tested
 */
export function candidatesFor(node: FilterNode, facts: Facts): Candidates | undefined {
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

function ofTag(name: string, facts: Facts): Candidates | undefined {
  const { queue } = facts;
  const virtual = virtualTag(name);
  if (!virtual) return ofStoredTag(name, queue);
  if (name === 'LATEST') return ofTasks('the last id', [queue.byId(queue.lastId)]);
  if (name === 'CLAIMED' || name === 'STALE') return claimedTasks(facts);
  return virtual.openOnly ? openTasks(queue) : undefined;
}

function ofStoredTag(name: string, queue: TaskQueue): Candidates | undefined {
  return hasIndex(queue, 'tag') ? ofUuids(`tag ${name}`, queue.byTag(name), queue) : undefined;
}

function claimedTasks({ claimed, queue }: Facts): Candidates | undefined {
  return claimed && ofUuids('claims', new Set(claimed()), queue);
}

/**
 * Returns the tasks with these ids.
 * @returns undefined for a range wider than the queue, because a scan is cheaper
 */
function ofIds(parts: readonly IdPart[], queue: TaskQueue): Candidates | undefined {
  const width = parts.reduce((sum, part) => sum + ('uuid' in part ? 1 : part.to - part.from + 1), 0);
  if (width > queue.size) return undefined;
  return union(
    parts.map((part) => ('uuid' in part ? ofUuid(part.uuid, queue) : ofTasks('ids', ofRange(part, queue)))),
    'ids',
  );
}

function ofRange({ from, to }: { from: number; to: number }, queue: TaskQueue) {
  return Array.from({ length: to - from + 1 }, (_, i) => queue.byId(from + i));
}

function ofUuid(uuid: string, queue: TaskQueue): Candidates | undefined {
  if (uuid.length === FULL_UUID) return ofTasks('uuid', [queue.get(uuid)]);
  if (uuid.length < PREFIX_LENGTH || !hasIndex(queue, 'prefix')) return undefined;
  return ofTasks('uuid', queue.byPrefix(uuid));
}

const FULL_UUID = 36;

/**
 * Checks whether these indexes are built, and requests the others. The first request builds nothing, because one filter
 * is faster without an index.
 */
function hasIndex(queue: TaskQueue, ...keys: IndexKey[]): boolean {
  for (const key of keys) queue.wantIndex(key);
  return keys.every(queue.isIndexed);
}

type Finder = (node: Comparison, queue: TaskQueue) => Candidates | undefined;

/** Attributes with an index. Only `matches`, `is` and membership use it, because other operations allow many values. */
const FINDERS: Readonly<Record<string, Finder>> = {
  status: ofStatus,
  project: (node, queue) => ofKeys(node, queue, 'project', queue.projects, queue.byProject),
  agent: (node, queue) => ofKeys(node, queue, 'agent', queue.agents, queue.byAgent),
  tags: ({ operand }, queue) =>
    operand.kind === 'list' ? smallest(operand.items.map((tag) => ofStoredTag(tag, queue))) : undefined,
  id: ({ operand }, queue) => (operand.kind === 'ids' ? ofIds(operand.parts, queue) : undefined),
  uuid: ({ operand }, queue) => (operand.kind === 'text' ? ofUuid(operand.text.toLowerCase(), queue) : undefined),
  depends: (node, queue) => ofReferences(node, queue, (uuid) => [queue.dependents(uuid)]),
  parent: (node, queue) => {
    if (!hasIndex(queue, 'parent', 'template')) return undefined;
    return ofReferences(node, queue, (uuid) => [queue.children(uuid), queue.instances(uuid)]);
  },
};

function ofComparison(node: Comparison, facts: Facts): Candidates | undefined {
  const { operation, operand } = node;
  const type = attribute(node.attribute)?.type;
  const membership = operation === 'has' && (type === 'set' || type === 'reference');
  const selective = operation === 'matches' || operation === 'is' || membership;
  if (node.attribute === 'claim' && (operation === 'any' || (selective && operand.kind !== 'nothing'))) {
    return claimedTasks(facts);
  }
  if (type === 'words' && selective && operand.kind === 'text')
    return ofUuids(`words ${operand.text}`, facts.withText(operand.text), facts.queue);
  return selective ? FINDERS[node.attribute]?.(node, facts.queue) : undefined;
}

function ofStatus({ operand }: Comparison, queue: TaskQueue): Candidates | undefined {
  if (operand.kind !== 'text') return undefined;
  const status = operand.text;
  if (status !== 'completed' && status !== 'deleted') return openTasks(queue);
  return hasIndex(queue, 'status') ? ofUuids(`status ${status}`, queue.byStatus(status), queue) : undefined;
}

/** Finds candidates by testing every key of an index. An index has far fewer keys than the queue has tasks. */
function ofKeys(
  { attribute: name, operation, operand }: Comparison,
  queue: TaskQueue,
  key: 'project' | 'agent',
  keys: () => Map<string, number>,
  get: (key: string) => ReadonlySet<string>,
): Candidates | undefined {
  const row = attribute(name);
  if (row?.type !== 'text' || !hasIndex(queue, key)) return undefined;
  if (operand.kind === 'nothing') return ofUuids(`no ${name}`, get(''), queue);
  if (operand.kind !== 'text') return undefined;
  const accepts = operation === 'is' ? (found: string) => found === operand.text : matcher(row.matching, operand.text);
  const fits = [...keys().keys()].filter(accepts);
  return union(
    fits.map((found) => ofUuids(found, get(found), queue)),
    `${name} ${operand.text}`,
  );
}

/**
 * Finds candidates by task references. It handles only single numbers and complete uuids. Other references would need a
 * search first.
 */
function ofReferences(
  { attribute: name, operand }: Comparison,
  queue: TaskQueue,
  get: (uuid: string) => ReadonlySet<string>[],
): Candidates | undefined {
  if (operand.kind !== 'ids') return undefined;
  const uuids: string[] = [];
  for (const part of operand.parts) {
    if ('uuid' in part ? part.uuid.length !== FULL_UUID : part.from !== part.to) return undefined;
    const uuid = 'uuid' in part ? part.uuid : queue.byId(part.from)?.uuid;
    if (uuid !== undefined) uuids.push(uuid);
  }
  return union(
    uuids.flatMap((uuid) => get(uuid).map((found) => ofUuids(name, found, queue))),
    `${name} ${operand.text}`,
  );
}
