import * as z from 'zod';
import { schemaOfKind } from '../domain/kinds/schemas.ts';
import { WHYS } from '../report/situation.ts';

/**
 * What commands hand back, in the words of all doors: the schemas of `output`. Records are as they are stored, so their schemas
 * are those of the table of kinds; fields of newer versions pass in them, and nowhere else.
 */

/** A stored record of the kind. */
export const stored = (kind: string): z.ZodType => schemaOfKind(kind)!;

export const task = () => stored('task');
export const tasks = () => z.array(task());

/** A task with what is worked out for each answer. */
export const record = () =>
  z.intersection(task(), z.looseObject({ urgency: z.number(), state: z.string(), objections: inTheWay().optional() }));

/** The fields of a task that were asked for, or all of them. */
export const records = (): z.ZodType => z.array(z.union([record(), z.record(z.string(), z.unknown())]));

/** What one who does a task reads, beside the task itself. */
const surroundings = () => ({
  state: z.string(),
  parents: tasks(),
  waitsFor: tasks(),
  after: tasks(),
  unblocks: tasks(),
  subtasks: tasks(),
  links: z.array(z.strictObject({ type: z.string(), task: task() })),
  spec: z.string().nullable(),
  unreadable: z.string().optional(),
  docs: z.array(z.string()),
  attachments: z.array(stored('attachment')),
  claims: z.array(stored('claim')),
  others: z.array(stored('claim')),
  repositories: z.array(stored('repository')),
});

export const brief = () => z.looseObject({ task: task(), ...surroundings() });
export const aroundTask = () => z.looseObject(surroundings());

/** What keeps most tasks from starting, the most frequent first, each with a task as its example. */
export const kept = () =>
  z.array(z.strictObject({ why: z.string(), tasks: z.int(), id: z.int(), text: z.string(), next: z.string() }));

/** What a reader should know of a selection besides its tasks. */
export const notes = () => z.array(z.string()).optional();

/** What beside tasks may change the answer: kinds of records, `time`; where any change of a task counts, `task`. */
export const follows = () => z.array(z.string());

/** What became of one record. */
export const change = () =>
  z.strictObject({
    kind: z.string(),
    id: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  });

/** A commit as history tells it. */
export const commit = () =>
  z.looseObject({
    seq: z.int().positive(),
    at: z.string(),
    actor: z.looseObject({ kind: z.string(), name: z.string() }),
    command: z.string(),
    changes: z.array(change()),
    /** How many tasks it changed in all. */
    tasks: z.int().optional(),
    /** Changes that are left out here. */
    left: z.int().optional(),
  });

/** What a commit changed in a document. */
export const documentChange = () =>
  z.strictObject({
    seq: z.int().positive(),
    id: z.string(),
    from: z.int().nullable(),
    to: z.int().nullable(),
    added: z.int(),
    deleted: z.int(),
    diff: z.string().optional(),
    unreadable: z.string().optional(),
  });

/** What blocks the approval of a result: the input of the approval that passes over it, and the checks, files or criteria. */
export const inTheWay = () =>
  z.array(z.strictObject({ grant: z.string(), mark: z.string(), names: z.array(z.string()) }));

/** One thing that needs a person's attention, with the task or what is told of it. */
export const attention = <Told extends z.ZodType>(task: Told) =>
  z.strictObject({
    why: z.enum(WHYS),
    task,
    run: z.string().optional(),
    said: z.string().optional(),
    objections: inTheWay().optional(),
    next: z.string(),
    since: z.string(),
    holdsUp: z.int(),
  });

/** A run with what a reader wants to know who did not follow it. Times in milliseconds. */
export const run = () =>
  z.strictObject({
    run: stored('run'),
    /** Of its task. */
    id: z.int(),
    description: z.string(),
    /** At work, its checks with it; and waiting since, for reviews, answers and its merge. */
    elapsedMs: z.number(),
    waitedMs: z.number(),
    leftMs: z.number().optional(),
    last: z.strictObject({ at: z.string(), text: z.string() }).optional(),
    /** Signs that it does not get on, each with what to do. */
    stuck: z.array(z.strictObject({ why: z.string(), text: z.string(), next: z.string() })).optional(),
    /** What blocks its approval, and the input of the approval that passes over it. */
    objections: inTheWay().optional(),
    /** Files changed in the worktree since the result was taken: a merge leaves them out. */
    leaves: z.array(z.string()).optional(),
    /** The caller's comments that were not sent. */
    drafts: z.int().optional(),
    questions: z.array(z.string()),
  });

export const runs = () => z.array(run());
