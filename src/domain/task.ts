import * as z from 'zod';
import { type Instant, isInstant } from './instant.ts';
import { lazy } from './lazy.ts';

export const STATUSES = ['pending', 'completed', 'deleted', 'recurring'] as const;
export type Status = (typeof STATUSES)[number];

export const PRIORITIES = ['H', 'M', 'L'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const LINK_TYPES = ['discovered-from', 'duplicates', 'relates'] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** Limits of a task's fields, in characters or elements. Stated here and nowhere else. */
export const TASK_LIMITS = {
  description: 500,
  annotation: 10_000,
  project: 200,
  tag: 100,
  tags: 100,
  depends: 1_000,
  scope: 200,
  glob: 500,
  acceptance: 100,
  criterion: 1_000,
} as const;

export interface Annotation {
  id: string;
  at: Instant;
  /** Formatted actor. */
  actor: string;
  text: string;
}

/** One glob from the root of the repository; `repo` names another repository of the workspace. */
export interface ScopeEntry {
  repo?: string | undefined;
  glob: string;
}

export interface Criterion {
  id: string;
  text: string;
  met?: { at: Instant; actor: string; evidence: string } | undefined;
}

export interface Link {
  type: LinkType;
  uuid: string;
}

/** Where a task that came from elsewhere lives there. */
export interface Source {
  kind: string;
  list?: string | undefined;
  id: string;
  url?: string | undefined;
}

export interface Handoff {
  at: Instant;
  actor: string;
  /** The client's session that left it: `next` does not give the task back to that one. */
  session?: string | undefined;
  note: string;
}

/** A task as stored. What can be derived (waiting, blocked, ready, overdue, urgency, …) is never stored. */
export interface Task {
  uuid: string;
  /** Short number: a counter per workspace, never reused. */
  id: number;
  /** One line. */
  description: string;
  status: Status;
  entry: Instant;
  modified: Instant;
  start?: Instant | undefined;
  end?: Instant | undefined;
  due?: Instant | undefined;
  scheduled?: Instant | undefined;
  wait?: Instant | undefined;
  until?: Instant | undefined;
  /** Recurrence of a template, as written (`weekly`, `P1M`). */
  recur?: string | undefined;
  /** uuid of the recurrence template this is an instance of. */
  template?: string | undefined;
  /** Segments joined by dots: `web.ui`. */
  project?: string | undefined;
  priority?: Priority | undefined;
  tags?: readonly string[] | undefined;
  /** uuids of the tasks this one waits for. */
  depends?: readonly string[] | undefined;
  /** uuid of the task this is a subtask of. */
  parent?: string | undefined;
  links?: readonly Link[] | undefined;
  annotations?: readonly Annotation[] | undefined;
  /** Assignee: an agent type or a person. */
  agent?: string | undefined;
  scope?: readonly ScopeEntry[] | undefined;
  type?: string | undefined;
  /** Expected effort as an ISO 8601 duration. */
  estimate?: string | undefined;
  acceptance?: readonly Criterion[] | undefined;
  /** Names of checks that settings define. */
  checks?: readonly string[] | undefined;
  source?: Source | undefined;
  rank?: number | undefined;
  /** Left unfinished on purpose: automatic dispatch skips the task until somebody touches it. */
  handoff?: Handoff | undefined;
  /** Fields of other tools, kept and given back. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

/** No blank, control character, comma or filter syntax; starts with a letter, `_ @ # $` or non-ASCII. */
export const TAG = /^[\p{L}_@#$\u{80}-\u{10FFFF}][^\s\p{Cc},:=()<>!~"'/\\+*%^|&]*$/u;
/** Dotted segments of letters, digits, `_ -` and non-ASCII. */
export const PROJECT = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;

const ONE_LINE = /^[^\p{Cc}\u2028\u2029]+$/u;

const text = (max: number, what: string) => z.string().max(max, `${what} is at most ${max} characters`);

export const descriptionSchema = lazy(() =>
  text(TASK_LIMITS.description, 'a description')
    .trim()
    .min(1, 'a description is not empty')
    .regex(
      ONE_LINE,
      'a description is one line without control characters (long text goes into a document or an annotation)',
    ),
);

export const tagSchema = lazy(() =>
  text(TASK_LIMITS.tag, 'a tag').regex(
    TAG,
    'a tag starts with a letter, _ @ # or $ and has no blanks, commas or filter syntax',
  ),
);

export const projectSchema = lazy(() =>
  text(TASK_LIMITS.project, 'a project').regex(
    PROJECT,
    'a project is dotted segments of letters, digits, _ and - (web.ui)',
  ),
);

/**
 * What a stored task must satisfy, checked before every commit. Unknown fields pass: they belong to newer versions.
 * Rules between records (existing dependencies, no cycles) are in `graph.ts`.
 */
export const taskSchema = lazy(() => {
  const instant = z.custom<Instant>(isInstant, 'expected an instant such as 2026-07-30T14:30:00Z');
  const uuid = z.custom<string>(isUuid, 'expected a lower-case UUID');
  return z.looseObject({
    uuid,
    id: z.int().positive(),
    description: descriptionSchema(),
    status: z.enum(STATUSES),
    entry: instant,
    modified: instant,
    start: instant.optional(),
    end: instant.optional(),
    due: instant.optional(),
    scheduled: instant.optional(),
    wait: instant.optional(),
    until: instant.optional(),
    recur: z.string().min(1).max(100).optional(),
    template: uuid.optional(),
    project: projectSchema().optional(),
    priority: z.enum(PRIORITIES).optional(),
    tags: z.array(tagSchema()).max(TASK_LIMITS.tags).optional(),
    depends: z.array(uuid).max(TASK_LIMITS.depends).optional(),
    parent: uuid.optional(),
    links: z.array(z.object({ type: z.enum(LINK_TYPES), uuid })).optional(),
    annotations: z
      .array(
        z.object({
          id: z.string().min(1),
          at: instant,
          actor: z.string(),
          text: text(TASK_LIMITS.annotation, 'an annotation').min(1, 'an annotation is not empty'),
        }),
      )
      .optional(),
    agent: z.string().min(1).max(200).regex(ONE_LINE).optional(),
    scope: z
      .array(z.object({ repo: z.string().min(1).optional(), glob: text(TASK_LIMITS.glob, 'a glob').min(1) }))
      .max(TASK_LIMITS.scope)
      .optional(),
    type: z.string().min(1).max(100).optional(),
    estimate: z.string().regex(/^P/, 'expected an ISO 8601 duration').optional(),
    acceptance: z
      .array(
        z.object({
          id: z.string().min(1),
          text: text(TASK_LIMITS.criterion, 'a criterion').min(1, 'a criterion is not empty'),
          met: z.object({ at: instant, actor: z.string(), evidence: z.string().min(1) }).optional(),
        }),
      )
      .max(TASK_LIMITS.acceptance)
      .optional(),
    checks: z.array(z.string().min(1)).optional(),
    source: z
      .object({ kind: z.string(), list: z.string().optional(), id: z.string(), url: z.string().optional() })
      .optional(),
    rank: z.number().optional(),
    handoff: z.object({ at: instant, actor: z.string(), session: z.string().optional(), note: z.string() }).optional(),
    extra: z.record(z.string(), z.unknown()).optional(),
  });
});

/** Completed and deleted tasks are closed; every other one is open. */
export function isOpen(task: Task): boolean {
  return task.status !== 'completed' && task.status !== 'deleted';
}
