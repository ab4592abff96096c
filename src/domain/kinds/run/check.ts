import type { SchemaVocabulary } from '../../fields/row.ts';
import { hash } from './run-parts.ts';

/** What a judge can say about a criterion. */
export const CRITERION_VERDICTS = ['accepted', 'rejected', 'unclear'] as const;

/** Numbers of tests in the output of a check, by the format of its test program. */
const tests = (v: SchemaVocabulary) =>
  v.z.object({
    format: v.z.string(),
    passed: v.z.int().min(0),
    failed: v.z.int().min(0),
    skipped: v.z.int().min(0),
    /** Numbers of tests that the start commit lacks, and of passed tests that fail there. Only if both have names. */
    added: v.z.int().min(0).optional(),
    cured: v.z.int().min(0).optional(),
  });

/** The outcome of a check for one commit. A check that could not run counts as failed. */
export const check = (v: SchemaVocabulary) =>
  v.z.object({
    name: v.z.string(),
    ok: v.z.boolean(),
    /** How the check ended, also if it passed: `it ended with 1`, `it took more than 600 s and was ended`. */
    why: v.z.string(),
    ms: v.z.int().min(0),
    /** End of the check's output. */
    output: v.z.string(),
    /** The commit that was checked. */
    commit: hash(v),
    /** What a judge (`runs.judges`) said about each criterion; about the whole task (`task`) if it has none. */
    verdicts: v.z
      .array(
        v.z.object({
          /** Id of the criterion, and its text as the judge read it. */
          criterion: v.z.string(),
          of: v.z.string().optional(),
          verdict: v.z.enum(CRITERION_VERDICTS),
          /** A file and a line: `src/a.ts:12`. */
          at: v.z.string().optional(),
          text: v.z.string(),
        }),
      )
      .optional(),
    /** Why rules must not trust a check that passed: `its output reports a failed test`. */
    doubt: v.z.string().optional(),
    /** The executed line. Absent in records of earlier versions, and if it is longer than a criterion's command may be. */
    command: v.z.string().optional(),
    tests: tests(v).optional(),
    /** What its sandbox denied it, as far as that is known. */
    denied: v.z.array(v.z.string()).optional(),
    /** What a judging agent reported as its cost, in US dollars. */
    costUsd: v.z.number().min(0).optional(),
    /** True if a judging agent worked and reported no cost. */
    unpriced: v.z.literal(true).optional(),
    /**
     * The outcome on the run's start commit. `ok` is absent if the check could not run there. A failure there is no
     * evidence if its test came with the result (`newTest`), or if it failed for another reason than its tests (`other`).
     */
    base: v.z
      .object({
        commit: hash(v),
        ok: v.z.boolean().optional(),
        why: v.z.string(),
        newTest: v.z.string().optional(),
        other: v.z.string().optional(),
      })
      .optional(),
  });
