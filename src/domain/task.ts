import type { Instant } from './instant.ts';

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

/** Completed and deleted tasks are closed; every other one is open. */
export function isOpen(task: Task): boolean {
  return task.status !== 'completed' && task.status !== 'deleted';
}
