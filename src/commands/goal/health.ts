import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { FINDING_LEVELS, fixFor } from '../../goals/finding.ts';
import { tracedRatio } from '../../goals/progress.ts';
import { goalHealthText, movedDocumentText, movedFix } from '../../text/goals.ts';
import { findGoalRecord } from '../../work/goals/find-goal.ts';
import { defineCommand } from '../command.ts';
import { limitInput, rowLimit } from '../limit.ts';
import { goalId, planIn } from './fields.ts';

/** Default number of findings in an answer, and the maximum. */
const FINDINGS = { usual: 20, most: 500 };

/** A problem as a sentence, and the call that fixes it. */
const cured = () => ({
  why: z.string(),
  fix: z.strictObject({
    command: z.string(),
    words: z.record(z.string(), z.string()),
    flags: z.record(z.string(), z.unknown()).exactOptional(),
  }),
});

export const goalHealth = defineCommand({
  name: 'goal_health',
  title: 'Check goals',
  summary:
    'Find tasks without a why, goals without measure or work, and broken links, each with the call that fixes it.',
  toolset: 'goals',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      id: goalId().describe('Only about this record').optional(),
      level: z.enum(FINDING_LEVELS).describe('Only this level and worse').optional(),
      strict: flagInput().describe('Exit with 1 if there is an error').optional(),
      limit: limitInput('findings', FINDINGS),
    }),
  output: () =>
    z.strictObject({
      /** The open tasks, and how many of them have a goal or a reason why they need none. */
      ratio: z.strictObject({ open: z.int(), traced: z.int(), upkeep: z.int() }),
      /** Numbers of findings by level. */
      levels: z.strictObject({ error: z.int(), warn: z.int(), info: z.int() }),
      total: z.int(),
      findings: z.array(
        z.strictObject({
          code: z.string(),
          level: z.enum(FINDING_LEVELS),
          ids: z.array(z.string()),
          ...cured(),
        }),
      ),
      /** Living documents whose files changed since somebody read them against these files. */
      documents: z.array(
        z.strictObject({
          path: z.string(),
          of: z.string(),
          repository: z.string(),
          read: z.string().exactOptional(),
          commits: z.int(),
          files: z.array(z.string()),
          ...cured(),
        }),
      ),
      /** Whether the caller asked for a failure and there is an error. */
      failed: z.boolean(),
    }),
  async run(context, { id, level = 'info', strict = false, limit }) {
    const plan = planIn(context);
    const about = id === undefined ? undefined : findGoalRecord(context.store.state, id).id;
    const { healthOf, limitsIn } = await import('./goals-on-call.ts');
    const all = healthOf(plan, context.queue, context.clock.now, limitsIn(context));
    const worst = FINDING_LEVELS.slice(0, FINDING_LEVELS.indexOf(level) + 1);
    const found = all.filter((each) => worst.includes(each.level) && (about === undefined || each.ids.includes(about)));
    const { movedDocuments } = await import('../on-call.ts');
    const documents = (await movedDocuments(context)).filter(({ of }) => about === undefined || of === about);
    const count = (of: string) => found.filter((each) => each.level === of).length;
    return {
      ratio: tracedRatio(context.queue, plan),
      levels: { error: count('error'), warn: count('warn'), info: count('info') },
      total: found.length,
      findings: found
        .slice(0, rowLimit(limit, FINDINGS, context.caller))
        .map((each) => ({ ...each, ids: [...each.ids], fix: fixFor(context.caller, each.fix) })),
      documents: documents.map((each) => ({
        ...each,
        why: movedDocumentText(each),
        fix: fixFor(context.caller, movedFix(each)),
      })),
      failed: strict && count('error') > 0,
    };
  },
  show: {
    rows: { of: 'findings', columns: ['level', 'code', 'why'] },
    text: (value, { caller }) => goalHealthText(value, caller),
  },
  cli: {
    positional: ['id'],
    leavesOpen: ({ failed }) => failed,
    examples: ['goal health', 'goal health --level error --strict'],
  },
  mcp: { unlisted: { limit: '20' }, hide: ['strict'] },
});
