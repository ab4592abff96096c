import * as z from 'zod';
import type { Shape } from '../base/shape.ts';

/** Kinds of findings, which are the names of the rules. The most severe comes first. */
export const LINT_KINDS = [
  'circular',
  'never-ready',
  'orphaned',
  'duplicate',
  'stale',
  'large',
  'vague',
  'no-criteria',
  'no-scope',
] as const;
export type LintKind = (typeof LINT_KINDS)[number];

const counts = () => z.record(z.string(), z.int());

/** Output schema of `task_lint`. */
export const lintOutput = () =>
  z.strictObject({
    /**
     * `open` is the number of open tasks that were checked, `total` the number of findings, `tasks` the number of tasks
     * with findings.
     */
    open: z.int(),
    total: z.int(),
    tasks: z.int(),
    kinds: counts(),
    findings: z.array(
      z.strictObject({
        kind: z.string(),
        id: z.int(),
        uuid: z.string(),
        description: z.string(),
        why: z.string(),
        others: z.array(z.int()),
        mend: z.array(
          z.strictObject({
            command: z.string(),
            words: z.record(z.string(), z.string()),
            flags: z.record(z.string(), z.unknown()).exactOptional(),
          }),
        ),
      }),
    ),
    /** Number of findings that the output leaves out, by kind. */
    more: counts(),
    /** With `check`, whether there are no findings. */
    passed: z.boolean().exactOptional(),
    /** Sentences for the reader about the selected tasks. */
    notes: z.array(z.string()).exactOptional(),
  });
export type Linted = Shape<typeof lintOutput>;
