import type { SchemaVocabulary } from '../../fields/row.ts';
import { RUN_REASON_NAMES } from '../../runs/run-reasons.ts';

/** Maximum number of attempts in a run's record. It is higher than any limit of the orchestrator. */
export const KEPT_ENDS = 200;

/** The end of an attempt. */
export const attemptEnd = (v: SchemaVocabulary) =>
  v.z.object({
    at: v.instant(),
    /** The reason of a failure. A result or question has none. */
    code: v.z.enum(RUN_REASON_NAMES).optional(),
    /** True if it ended with a result that has a failed check. */
    red: v.z.boolean().optional(),
    /** True if it ended with a question, without a result for review. */
    asked: v.z.boolean().optional(),
  });
