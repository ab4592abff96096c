import type { Facts } from '../domain/facts.ts';
import { ancestors } from '../domain/graph.ts';
import type { Instant } from '../domain/instant.ts';
import { nearest } from '../domain/nearest.ts';
import type { TaskQueue } from '../domain/queue.ts';
import { PRIORITIES, type Task } from '../domain/task.ts';
import { isWaiting } from '../domain/virtual-tags.ts';

/** What can be asked of a task: one row per attribute; its type says which operations and values it takes. */
export type Attribute = Common &
  (
    | { type: 'text'; read: (task: Task, facts: Facts) => string | undefined; matching: Matching; alsoIn?: AlsoIn }
    /** One of a few words. `ranked`: compared by place in the list, first is highest, none is lowest. */
    | {
        type: 'choice';
        read: (task: Task, facts: Facts) => string | undefined;
        values: readonly string[];
        ranked: boolean;
      }
    | { type: 'date'; read: (task: Task) => Instant | undefined }
    | { type: 'number'; read: (task: Task, facts: Facts) => number | undefined }
    /** Urgency: a number whose weights come with the filter. */
    | { type: 'urgency' }
    | { type: 'duration'; read: (task: Task) => string | undefined }
    | { type: 'set'; read: (task: Task, facts: Facts) => readonly string[]; matching: Matching; lists: boolean }
    /** uuids of other tasks; values are ids, uuids and prefixes of uuids. */
    | { type: 'reference'; read: (task: Task, queue: TaskQueue) => readonly string[] }
    | { type: 'flag'; read: (task: Task, facts: Facts) => boolean }
  );

interface Common {
  name: string;
  doc: string;
  /** A filter that uses it; every one is run by the tests. */
  example: string;
  /** Taskwarrior has it: its name may be abbreviated before ours, stand alone as "has one", and be compared with. */
  taskwarrior?: true;
}

/** What `attribute:value` means: the start of the text, the whole text, or the whole with everything below a separator. */
export type Matching = 'prefix' | 'whole' | { below: string };

/** Further texts in which searching (not comparing) finds something. */
type AlsoIn = (task: Task) => readonly { text: string }[] | undefined;

const date = (name: DateField, doc: string): Attribute => ({
  name,
  doc,
  example: `${name}.before:tomorrow`,
  taskwarrior: true,
  type: 'date',
  read: (task) => task[name],
});
type DateField = 'due' | 'scheduled' | 'wait' | 'until' | 'entry' | 'modified' | 'start' | 'end';

const NO_NAMES: readonly string[] = [];

export const ATTRIBUTES: readonly Attribute[] = [
  {
    name: 'description',
    doc: 'the one line; searching also looks into annotations',
    example: 'description.has:login',
    taskwarrior: true,
    type: 'text',
    matching: 'prefix',
    read: (task) => task.description,
    alsoIn: (task) => task.annotations,
  },
  {
    name: 'status',
    doc: 'pending, waiting (pending with a wait date to come), recurring, completed or deleted',
    example: 'status:pending',
    taskwarrior: true,
    type: 'choice',
    values: ['pending', 'waiting', 'recurring', 'completed', 'deleted'],
    ranked: false,
    read: (task, facts) => (isWaiting(task, facts) ? 'waiting' : task.status),
  },
  {
    name: 'project',
    doc: 'dotted segments; `project:web` takes in everything below `web.`',
    example: 'project:web.ui',
    taskwarrior: true,
    type: 'text',
    matching: { below: '.' },
    read: (task) => task.project,
  },
  {
    name: 'priority',
    doc: 'H above M above L above none',
    example: 'priority.above:L',
    taskwarrior: true,
    type: 'choice',
    values: PRIORITIES,
    ranked: true,
    read: (task) => task.priority,
  },
  {
    name: 'tags',
    doc: 'the set of stored tags',
    example: 'tags:bug',
    taskwarrior: true,
    type: 'set',
    matching: 'whole',
    lists: true,
    read: (task) => task.tags ?? NO_NAMES,
  },
  date('due', 'when it should be done'),
  date('scheduled', 'when work can begin'),
  date('wait', 'hidden until then'),
  date('until', 'dropped after that'),
  date('entry', 'when it was added'),
  date('modified', 'when it was last changed'),
  date('start', 'when work began'),
  date('end', 'when it was closed'),
  {
    name: 'depends',
    doc: 'the tasks it waits for',
    example: 'depends:12',
    taskwarrior: true,
    type: 'reference',
    read: (task) => task.depends ?? NO_NAMES,
  },
  {
    name: 'recur',
    doc: 'how often it recurs',
    example: 'recur:weekly',
    taskwarrior: true,
    type: 'duration',
    read: (task) => task.recur,
  },
  {
    name: 'id',
    doc: 'the short number',
    example: 'id < 100',
    taskwarrior: true,
    type: 'number',
    read: (task) => (task.id === 0 ? undefined : task.id),
  },
  {
    name: 'uuid',
    doc: 'the identity',
    example: 'uuid:abcdef01',
    taskwarrior: true,
    type: 'text',
    matching: 'prefix',
    read: (task) => task.uuid,
  },
  {
    name: 'urgency',
    doc: 'how urgent it is, -8 to 55 unless weighted otherwise',
    example: 'urgency.above:10',
    taskwarrior: true,
    type: 'urgency',
  },
  {
    name: 'parent',
    doc: 'the task it is part of, or the recurrence template it comes from',
    example: 'parent:12',
    taskwarrior: true,
    type: 'reference',
    read: (task) => [task.parent, task.template].filter((uuid) => uuid !== undefined),
  },
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
    doc: 'who had a hand in it: `human`, `ai:claude-code` or in full',
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
    read: (task) => task.scope?.map(({ glob }) => glob) ?? NO_NAMES,
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

const BY_NAME = new Map(ATTRIBUTES.map((row) => [row.name, row]));
const NAMES: readonly string[] = [...BY_NAME.keys()];

/** The attribute of an exact name. */
export function attribute(name: string): Attribute | undefined {
  return BY_NAME.get(name);
}

export type Lookup =
  | { found: Attribute }
  | { found?: undefined; candidates: readonly string[]; nearest?: string | undefined };

/** The attribute of a name or of a beginning, two letters or more, that only one has; Taskwarrior's come first. */
export function findAttribute(name: string): Lookup {
  const exact = BY_NAME.get(name);
  if (exact) return { found: exact };
  const begun = name.length < 2 ? [] : ATTRIBUTES.filter((row) => row.name.startsWith(name) && !row.name.includes('.'));
  const theirs = begun.filter((row) => row.taskwarrior);
  const [only, second] = theirs.length > 0 ? theirs : begun;
  if (only && !second) return { found: only };
  return { candidates: begun.map((row) => row.name), nearest: nearest(name, NAMES) };
}

function lastRun(task: Task, facts: Facts): readonly string[] {
  const run = facts.latestRun(task.uuid);
  return run ? [run.state, run.id] : NO_NAMES;
}

function sources(task: Task): readonly string[] {
  if (!task.source) return NO_NAMES;
  const { kind, list, id, url } = task.source;
  return [kind, list, id, url].filter((text) => text !== undefined);
}

/** Whoever the store says, and whoever signed something inside the task. */
function actors(task: Task, facts: Facts): readonly string[] {
  const inside = [...(task.annotations ?? []), ...(task.acceptance ?? []).map(({ met }) => met), task.handoff];
  return [...facts.actorsOf(task.uuid), ...inside.flatMap((part) => (part ? [part.actor] : []))];
}
