import type { Facts } from '../../domain/facts.ts';
import { ancestors } from '../../domain/graph.ts';
import type { Task } from '../../domain/task.ts';
import type { Attribute } from './attribute.ts';

const NONE: readonly string[] = [];

/** What Backlog's tasks have beyond Taskwarrior's. */
export const BACKLOG_ATTRIBUTES: readonly Attribute[] = [
  {
    name: 'annotations.count',
    doc: 'how many annotations',
    example: 'annotations.count > 1',
    type: 'number',
    read: (task) => task.annotations?.length ?? 0,
  },
  {
    name: 'tags.count',
    doc: 'how many tags',
    example: 'tags.count > 2',
    type: 'number',
    read: (task) => task.tags?.length ?? 0,
  },
  {
    name: 'depends.count',
    doc: 'how many dependencies',
    example: 'depends.count > 2',
    type: 'number',
    read: (task) => task.depends?.length ?? 0,
  },
  {
    name: 'agent',
    doc: 'the assignee: an agent type or a person',
    example: 'agent:implementer',
    type: 'text',
    matching: 'whole',
    read: (task) => task.agent,
  },
  {
    name: 'type',
    doc: 'the kind of work',
    example: 'type:bug',
    type: 'text',
    matching: 'whole',
    read: (task) => task.type,
  },
  {
    name: 'estimate',
    doc: 'expected effort',
    example: 'estimate.below:4h',
    type: 'duration',
    read: (task) => task.estimate,
  },
  {
    name: 'initiative',
    doc: 'any task above it: all work below one goal, at every depth',
    example: 'initiative:12',
    type: 'reference',
    read: (task, queue) => ancestors(queue, task),
  },
  {
    name: 'claim',
    doc: 'who holds it: a session, or session/agent',
    example: 'claim.any:',
    type: 'set',
    matching: { below: '/' },
    lists: false,
    read: (task, facts) => facts.claimsOf(task.uuid).map((claim) => claim.holder),
  },
  {
    name: 'run',
    doc: 'state of its last run, or the id of that run',
    example: 'run:review',
    type: 'set',
    matching: 'whole',
    lists: false,
    read: lastRun,
  },
  {
    name: 'source',
    doc: 'where it came from: kind, list, id or address',
    example: 'source:github',
    type: 'set',
    matching: 'whole',
    lists: false,
    read: sources,
  },
  {
    name: 'actor',
    doc: 'who signed something in it (annotations, evidence, a handoff): `human`, `ai:claude-code` or in full',
    example: 'actor:human',
    type: 'set',
    matching: { below: ':/#' },
    lists: false,
    read: actors,
  },
  {
    name: 'scope',
    doc: 'the globs of files it may touch',
    example: 'scope:src/web',
    type: 'set',
    matching: { below: '/' },
    lists: false,
    read: (task) => task.scope?.map(({ glob }) => glob) ?? NONE,
  },
  {
    name: 'doc',
    doc: 'names of its documents',
    example: 'doc:spec',
    type: 'set',
    matching: 'whole',
    lists: true,
    read: (task, facts) => facts.docNames(task.uuid),
  },
  {
    name: 'has_doc',
    doc: 'yes or no: does it have a document',
    example: 'has_doc:yes',
    type: 'flag',
    read: (task, facts) => facts.docNames(task.uuid).length > 0,
  },
];

function lastRun(task: Task, facts: Facts): readonly string[] {
  const run = facts.latestRun(task.uuid);
  return run ? [run.state, run.id] : NONE;
}

function sources(task: Task): readonly string[] {
  if (!task.source) return NONE;
  const { kind, list, id, url } = task.source;
  return [kind, list, id, url].filter((text) => text !== undefined);
}

/** Whoever the store says, and whoever signed something inside the task. */
function actors(task: Task, facts: Facts): readonly string[] {
  const inside = [...(task.annotations ?? []), ...(task.acceptance ?? []).map(({ met }) => met), task.handoff];
  return [...facts.actorsOf(task.uuid), ...inside.flatMap((part) => (part ? [part.actor] : []))];
}
