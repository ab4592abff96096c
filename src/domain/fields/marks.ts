import { offBranchText } from '../task/off-branch.ts';
import { signed } from './entries.ts';
import { kept } from './row.ts';
import { TASK_LIMITS } from './words.ts';

/** The marks on a task: what somebody, a run or git says about its course. */
export const MARK_FIELDS = {
  handoff: kept({
    doc: "a note on unfinished work: subagents and the orchestrator skip the task until someone changes it. `elsewhere`: the task isn't free in the tool that it was imported from, and `next` skips it, too",
    own: true,
    schema: (v) =>
      v.z
        .object({
          ...signed(v),
          session: v.z.string().optional(),
          note: v.z.string(),
          elsewhere: v.z.literal(true).optional(),
        })
        .optional(),
  }),
  obstacle: kept({
    doc: 'why somebody blocked the task, and when to look again: it is `+BLOCKED` until somebody unblocks or starts it',
    own: true,
    schema: (v) =>
      v.z
        .object({
          ...signed(v),
          note: v.text(TASK_LIMITS.annotation, 'a reason').min(1, 'a reason must not be empty'),
          until: v.date().optional(),
        })
        .optional(),
  }),
  offBranch: kept({
    doc: 'of a completed task whose work is in a worktree and not on the branch: where it is. Its dependents wait until git finds the files or the commits on the branch',
    own: true,
    schema: (v) =>
      v.z
        .object({
          ...signed(v),
          worktree: v.z.string(),
          main: v.z.string(),
          common: v.z.string(),
          target: v.z.string().optional(),
          tip: v.z.string().optional(),
          base: v.z.string().optional(),
          branch: v.z.string().optional(),
          began: v.z.string().optional(),
          stash: v.z.string().optional(),
          since: v.z.string().optional(),
          commit: v.z.string().optional(),
          gone: v.z.literal(true).optional(),
          lost: v.z.literal(true).optional(),
          files: v.z
            .array(v.z.object({ path: v.z.string(), blob: v.z.string().nullable() }))
            .readonly()
            .optional(),
        })
        .optional(),
    info: offBranchText,
  }),
  awaits: kept({
    doc: "why the orchestrator doesn't start it yet. `added`, `reopened`, `recurring`: an agent or a script did or made it so. Or its run was `discarded`, its merge `reverted`, or its text is from `outside`. `run` is the run in which this happened. A change of the task by a person removes the mark; only `task_accept` removes `outside`. `added` stays of a task that was `added` before another reason, with the run that added it. `author` and `association` are those of the text, and `offers` has the fields that it would set",
    own: true,
    schema: (v) =>
      v.z
        .object({
          ...signed(v),
          why: v.z.union([
            v.z.enum(['added', 'reopened', 'recurring', 'discarded', 'reverted', 'outside']),
            // A later version may have another reason. A task with it waits, too.
            v.line(TASK_LIMITS.word, 'a reason'),
          ]),
          run: v.z.string().optional(),
          added: v.z.object({ run: v.z.string().optional() }).optional(),
          association: v.line(TASK_LIMITS.word, 'an association').optional(),
          offers: v.z.record(v.z.string(), v.z.unknown()).optional(),
        })
        .optional(),
  }),
};
