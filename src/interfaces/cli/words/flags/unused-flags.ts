import { named } from '../../../../base/own-property.ts';
import { type FlagRows, IMPORT_NOTES, mergedRows } from './flag-rows.ts';
import { RUN_NOTES } from './run-flags.ts';

/**
 * Flags of other programs for something that Backlog doesn't have. They are refused with the same line without the flag,
 * and without its value if it has a `VALUE`.
 */
export const UNUSED: Readonly<Record<string, 'VALUE' | 'ALONE'>> = {
  ...named(
    'lane, mode, topic, metadata, priority_score, split_status, max_start, jq, jql, color, since'.split(', '),
    'VALUE',
  ),
  ...named(
    'source, external_ref, repo_path, change_note, status, design, plan, ref, doc, days, dir'.split(', '),
    'VALUE',
  ),
  ...named('stale_after, project, priority, key, reporter, sprint, reason, note, fix_version'.split(', '), 'VALUE'),
  ...named('story_points, points, prefix, actor, tick_interval'.split(', '), 'VALUE'),
  ...named(
    'manual_approval, approve, auto, no_auto, passes, no_passes, worktrees, no_worktrees, cascade'.split(', '),
    'ALONE',
  ),
  ...named(
    'all, force, hard, squash, rebase, delete_branch, draft, set_default, defaults, reverse'.split(', '),
    'ALONE',
  ),
  ...named('explain, suggest_next, checkout, log_failed, agentic, staged, in_repo, user_level'.split(', '), 'ALONE'),
};

/** What to say about a flag that would end the orchestrator at a time. */
const END_OF_NIGHT = {
  orchestrator_start:
    'To end the night: `backlog orchestrator stop --runs`. A budget limits it: `backlog orchestrator start --budget 20`.',
  orchestrator_stop: 'It stops at once: `sleep 4h && backlog orchestrator stop`.',
};
/** What to say about a flag that would begin a night later. */
const BEGIN_OF_NIGHT = { night_start: 'A night begins with your yes.' };
/** What to say about a flag for the budget of one task. */
const COST_OF_RUN = 'The setting runs.cost limits each run: `backlog setting set runs.cost 2`.';
/** What to say about flags that `gh pr merge` and `gh pr review` have. */
const MERGES = { run_approve: 'The merge queue merges an approved result.' };
const NO_COMMENT = { run_approve: 'A text for the merged commit: `--message "…"`.' };
/** What to say about a number of changes to undo. */
const ONE_CHANGE = {
  task_undo: 'Each undo is of one change.',
  task_redo: 'Each `backlog redo` redoes one.',
};
/** What to say about a flag of {@link UNUSED}, by command. */
export const UNUSED_NOTES: FlagRows = mergedRows(RUN_NOTES, {
  ...IMPORT_NOTES,
  ...{ merge: MERGES, squash: MERGES, comment: NO_COMMENT, body: NO_COMMENT },
  force: { run_approve: 'Where something is in the way, the refusal names the flag that approves anyway.' },
  ...{ last: ONE_CHANGE, steps: ONE_CHANGE, count: ONE_CHANGE, times: ONE_CHANGE, limit: ONE_CHANGE },
  ...{ until: END_OF_NIGHT, for: END_OF_NIGHT, hours: END_OF_NIGHT, duration: END_OF_NIGHT },
  ...{ deadline: END_OF_NIGHT, end: END_OF_NIGHT, at: END_OF_NIGHT, after: END_OF_NIGHT, in: END_OF_NIGHT },
  ...{ from: BEGIN_OF_NIGHT, start: BEGIN_OF_NIGHT, begin: BEGIN_OF_NIGHT, since: BEGIN_OF_NIGHT },
  budget: { task_add: COST_OF_RUN, task_modify: COST_OF_RUN },
});
