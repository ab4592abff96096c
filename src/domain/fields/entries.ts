import type { SchemaVocabulary } from './row.ts';
import { PROGRESS, TASK_LIMITS } from './words.ts';

/**
 * Time and author of an entry. In an imported entry, `actor` is the importer and `author` the unverified name from the
 * imported file.
 */
export const signed = (v: SchemaVocabulary) => ({
  at: v.instant(),
  actor: v.z.string(),
  author: v.line(TASK_LIMITS.word, 'an author').optional(),
});

export const duration = ({ z }: SchemaVocabulary) => z.string().regex(/^P/, 'expected an ISO 8601 duration');

/** A report of progress: percent done (`60%`), or the remaining time (`PT20M`). */
const progress = ({ z }: SchemaVocabulary) =>
  z.string().regex(PROGRESS, 'expected 60% or an ISO 8601 duration').optional();

export const estimated = (v: SchemaVocabulary) => v.z.object({ ...signed(v), estimate: duration(v) });

export const note = (v: SchemaVocabulary) =>
  v.z.object({
    id: v.z.string().min(1),
    ...signed(v),
    /** What the author of a comment is to the repository there, by the service's word: MEMBER, NONE, … */
    association: v.line(TASK_LIMITS.word, 'an association').optional(),
    text: v.text(TASK_LIMITS.annotation, 'a note').min(1, 'a note must not be empty'),
    progress: progress(v),
    /** Id of the note to which this note is an answer. Both belong to the same task. */
    re: v.z.string().min(1).optional(),
    /** Set if no rule trusts the note's author. */
    outside: v.z.literal(true).optional(),
  });

/** A note in an imported row. Other tools may omit its id and its author. */
export const noteRow = (v: SchemaVocabulary) =>
  v.z.looseObject({
    id: v.z.string().optional(),
    at: v.instant(),
    actor: v.z.string().optional(),
    author: v.z.string().optional(),
    /** The author's relation to the repository, such as `MEMBER`, if a service vouches for it. */
    association: v.z.string().max(TASK_LIMITS.word).optional(),
    text: v.z.string(),
    progress: progress(v),
    re: v.z.string().optional(),
    outside: v.z.literal(true).optional(),
  });

/** The evidence for an acceptance criterion. */
export const evidence = (v: SchemaVocabulary) =>
  v.z.object({
    ...signed(v),
    evidence: v.z.string().min(1),
    /** The run that gave the evidence, and the commit of that run's result. */
    run: v.z.string().optional(),
    commit: v.z.string().optional(),
    /** The criterion's command, if Backlog ran it itself on the commit and the evidence is its success. */
    by: v.z.string().optional(),
    /** Why the evidence no longer counts: the run made a later commit, or was discarded. */
    outdated: v.z.string().optional(),
  });

/** The command that tests a criterion, or the name of a check. It runs only after a person agreed to exactly this text. */
const by = (v: SchemaVocabulary) => v.line(TASK_LIMITS.by, "a criterion's command").min(1).optional();

export const criterion = (v: SchemaVocabulary) =>
  v.z.object({
    id: v.z.string().min(1),
    text: v.text(TASK_LIMITS.criterion, 'a criterion').min(1, 'a criterion must not be empty'),
    by: by(v),
    met: evidence(v).optional(),
  });

/** An acceptance criterion in an imported row. */
export const criterionRow = (v: SchemaVocabulary) =>
  v.z.strictObject({
    id: v.z.string().optional(),
    text: v.z.string(),
    by: by(v),
    met: v.z
      .object({
        ...signed(v),
        author: v.z.string().optional(),
        evidence: v.z.string(),
        outdated: v.z.string().optional(),
      })
      .optional(),
  });
