import * as z from 'zod';
import { type Instant, isInstant } from './instant.ts';
import { lazy } from './lazy.ts';
import { isUuid, LINK_TYPES, PRIORITIES, STATUSES, TASK_LIMITS } from './task.ts';

/** What a filter can write: no blank, control character, `, ; ?` or other syntax; starts with a letter, `_ @ # $` or non-ASCII. */
export const TAG = /^(?!\s)[A-Za-z_@#$\u{80}-\u{10FFFF}][^\s\p{Cc},;:=()<>!~?"'/\\+*%^|&]*$/u;
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
    'a tag starts with a letter, _ @ # or $ and has no blanks, none of , ; : ? and no filter syntax',
  ),
);

export const projectSchema = lazy(() =>
  text(TASK_LIMITS.project, 'a project').regex(
    PROJECT,
    'a project is dotted segments of letters, digits, _ and - (web.ui)',
  ),
);

/** An instant as it is stored. `example` is what an error shows. */
export const instantSchema = (example = '2026-07-30T14:30:00Z') =>
  z.custom<Instant>(isInstant, `expected an instant such as ${example}`);

/**
 * What a stored task must satisfy, checked before every commit. Unknown fields pass: they belong to newer versions.
 * Rules between records (existing dependencies, no cycles) are in `graph.ts`.
 */
export const taskSchema = lazy(() => {
  const instant = instantSchema();
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
