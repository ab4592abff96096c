import type { SettingRow } from './setting-row.ts';

/**
 * Maximum for a setting that limits runs: two years in minutes, a million dollars. A larger value would limit nothing.
 */
export const MOST_LIMIT = 1_000_000;

const atLeast = (least: number, whole = true) => ({ least, most: MOST_LIMIT, whole });

/** The rows of {@link SETTINGS} whose names begin with `runs.`, `orchestrator.` or `review.`. */
export const RUN_SETTINGS: readonly SettingRow[] = [
  {
    name: 'runs.target',
    means:
      'The branch that results of runs go to; empty: the repository’s own (repo add --target), else that of its main checkout.',
    values: 'text',
    fallback: '',
  },
  { name: 'runs.agent', means: 'The agent of runs whose task names none.', values: 'text', fallback: 'claude' },
  {
    name: 'runs.merge',
    means: 'How a result reaches the target: squash makes one commit of it, merge keeps the agent’s commits.',
    values: ['squash', 'merge'],
    fallback: 'squash',
  },
  {
    name: 'runs.hooks',
    terminal: true,
    means:
      'Whether hooks of the repository run when a result is merged: commit-msg may refuse or change the message, reference-transaction may refuse the landing, post-merge follows it. Backlog ends a hook after a minute, and what it started.',
    values: [false, true],
    fallback: false,
  },
  {
    name: 'runs.setup',
    terminal: true,
    means:
      'A command that readies a fresh worktree (installs what the project needs): before the agent, and before the checks of a merge.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'runs.copy',
    terminal: true,
    means: 'Ignored files that each worktree gets a copy of, separated by commas: .env, config/local.json.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'runs.link',
    terminal: true,
    means:
      'Ignored files or folders that each worktree gets a link to, separated by commas; whoever writes there writes in the checkout.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'runs.checks.<name>',
    terminal: true,
    word: {
      fits: /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^*?\0]+$/,
      expected: 'a path of the repository (no glob: it stands for all below it)',
    },
    means:
      'Names of checks, separated by commas, for results that change files under the path in its place; a dot stands for all.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'runs.checkMinutes',
    means: 'Minutes that one check, or the setup, may take before it counts as failed.',
    values: atLeast(0.01, false),
    fallback: 10,
  },
  {
    name: 'runs.checkRounds',
    means: 'How often failed checks go back to the agent before a person is asked.',
    values: atLeast(0),
    fallback: 2,
  },
  {
    name: 'runs.minutes',
    means: 'Minutes that a run may take in all before it is stopped.',
    values: atLeast(0.01, false),
    fallback: 60,
  },
  {
    name: 'runs.idleMinutes',
    means: 'Minutes without a sign of the agent after which its run is stopped.',
    values: atLeast(0.01, false),
    fallback: 15,
  },
  {
    name: 'runs.stuckMinutes',
    means:
      'Minutes without a sign of the agent after which its run is said to be stuck; nothing ends it because of that.',
    values: atLeast(0.01, false),
    fallback: 5,
  },
  {
    name: 'runs.turns',
    means: 'Turns that an agent may take in a run; 0: any number.',
    values: atLeast(0),
    fallback: 0,
  },
  {
    name: 'runs.cost',
    means: 'US dollars that a run may cost, where the agent says what it costs; 0: any amount.',
    values: atLeast(0, false),
    fallback: 0,
  },
  {
    name: 'runs.batch',
    means:
      'Approved runs that are merged and tested together, at most; when red, the one to blame is found by halving.',
    values: atLeast(1),
    fallback: 8,
  },
  {
    name: 'runs.push',
    terminal: true,
    means:
      'The remote that a target is pushed to after each landing, with your own git, credentials and pre-push hook; your own commits never go along. Empty: nothing is pushed.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'runs.pushMinutes',
    means: 'Minutes that one push, with your pre-push hook, or one start of the command of runs.propose may take.',
    values: atLeast(0.01, false),
    fallback: 1,
  },
  {
    name: 'runs.propose',
    terminal: true,
    means:
      'A command that makes a pull request, instead of landing here: gh pr create --head "$BACKLOG_BRANCH" --base "$BACKLOG_TARGET" --title "$BACKLOG_TITLE" --body-file "$BACKLOG_BODY" || gh pr view "$BACKLOG_BRANCH". The tested result is pushed to a branch of the remote of runs.push before, the target never; the run is merged when your branch has it. Second rounds are only pushed, unless the command mentions $BACKLOG_PROPOSED.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'orchestrator.agents',
    terminal: true,
    means: 'Whether agents may start the orchestrator, end its pause or stop, and change its limits.',
    values: [false, true],
    fallback: false,
  },
  {
    name: 'review.agents',
    terminal: true,
    means: 'Whether agents may approve runs, ask for changes and discard.',
    values: [false, true],
    fallback: false,
  },
];
