import type { SchemaVocabulary } from '../../fields/row.ts';
import { hash } from './run-parts.ts';

/** How a hidden test ended. `unclear`: it did not run, took too long, or could not be loaded. */
export const HIDDEN_OUTCOMES = ['passed', 'failed', 'unclear'] as const;

/**
 * The tests that a judge wrote for a large task. The agent gets neither them nor their outputs, so a record has only
 * their numbers and outcomes: agents can read records. The run's folder has their text, which an agent without a sandbox
 * can write, so the record has digests of it.
 */
export const hiddenTests = (v: SchemaVocabulary) =>
  v.z.object({
    /** The result on which they ran. */
    commit: hash(v),
    /** Name of the judge. */
    by: v.z.string(),
    at: v.instant(),
    tests: v.z.array(
      v.z.object({
        id: v.z.string(),
        outcome: v.z.enum(HIDDEN_OUTCOMES),
        /** The outcome on the start commit. */
        base: v.z.enum(HIDDEN_OUTCOMES),
        /**
         * Digests of what the run's folder has: of the test, and of how it ended on the result. Earlier versions stored
         * none.
         */
        sums: v.z.object({ test: v.z.string(), end: v.z.string() }).optional(),
        /** Who said that the test is wrong, and why. It doesn't run again, and nobody is asked about it. */
        wrong: v.z.object({ at: v.instant(), actor: v.z.string(), text: v.z.string() }).optional(),
      }),
    ),
    /** Set if the tests of an earlier result were lost or changed, so that the judge wrote them anew. */
    replaced: v.z.literal(true).optional(),
    /** Why there is no test, in one sentence. */
    none: v.z.string().optional(),
  });
