import { CHECK_SETTINGS } from './check-settings.ts';
import { atLeast, type DeclaredSetting, REPOSITORY_PATH, type SettingRow } from './setting-row.ts';

/** The settings that decide when worktrees of merged runs are deleted. */
export const [CLEAN_DAYS, CLEAN_DISK] = ['runs.cleanDays', 'runs.cleanDisk'] as const;

/** The setting that lets runs start on unmerged results. */
export const STACK = 'runs.stack';

/** The settings of the number of attempts that the orchestrator starts at a task, and of its bound. */
export const [ATTEMPTS, MOST_ATTEMPTS] = ['runs.attempts', 'runs.mostAttempts'] as const;

/** Prefix of the settings that choose agents for tasks. */
export const ROUTING = 'routing.';

/** The rows of {@link SETTINGS} whose names begin with `runs.` or `routing.`. */
export const RUN_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: 'runs.target',
    inFile: 'agreed',
    means:
      "Target branch: the branch into which Backlog merges results. Empty: the repository's own (repo add --target), otherwise the branch of its main checkout.",
  },
  {
    name: 'runs.agent',
    inFile: 'agreed',
    means:
      "Agent for runs whose task names no assignee. If it is built in and its program isn't installed, runs use another agent and say so.",
    fallback: 'claude',
  },
  ...(
    [
      ['tag', 'a task with the given tag'],
      ['type', 'a task of the given type'],
      ['path', 'a task whose scope is below the given path'],
    ] as const
  ).map(
    ([by, which]): DeclaredSetting => ({
      name: `${ROUTING}${by}.<name>`,
      inFile: 'agreed',
      ...(by === 'path' ? { word: REPOSITORY_PATH } : {}),
      means: `Agent for runs of ${which}, if the task names no assignee. Tags come before types, and types before paths; of several paths, the longest counts.`,
    }),
  ),
  {
    name: 'runs.merge',
    inFile: 'free',
    means: "Kind of merge. squash makes one commit of a result. merge keeps the agent's commits.",
    values: ['squash', 'merge'],
    fallback: 'squash',
  },
  {
    name: 'runs.hooks',
    inFile: 'agreed',
    terminal: true,
    means:
      "Run the repository's git hooks when Backlog merges a result. commit-msg may refuse or change the message, reference-transaction may refuse the merge, post-merge follows it. Backlog ends a hook and its child processes after a minute.",
    values: [false, true],
    fallback: false,
  },
  {
    name: 'runs.setup',
    inFile: 'agreed',
    terminal: true,
    means:
      'Setup command that prepares a new worktree, for example by installing dependencies. It runs before the agent, and before the checks of a merge.',
  },
  {
    name: 'runs.repair',
    inFile: 'agreed',
    terminal: true,
    means:
      'Command that runs once after a failed setup command, for example to delete a broken cache. If it succeeds, the setup command runs again. Otherwise, or if that fails too, the run fails and a person decides.',
  },
  {
    name: 'runs.copy',
    inFile: 'agreed',
    list: 'paths',
    terminal: true,
    means:
      'Ignored files that Backlog copies into each worktree and for checks, separated by commas: .env, config/local.json. Links that lead out of the worktree are left out.',
  },
  {
    name: 'runs.link',
    inFile: 'agreed',
    list: 'paths',
    terminal: true,
    means:
      'Ignored folders, such as node_modules, of which each worktree and each round of checks gets a copy, separated by commas. Writes there do not reach your checkout. A copy of 450 MB in 30,000 files takes about 10 seconds and its space, unless the file system shares blocks (btrfs, XFS, APFS). If a copy would take more than half of the free disk space, Backlog links the folder and reports it. A write there then changes your checkout.',
  },
  ...CHECK_SETTINGS,
  {
    name: ATTEMPTS,
    inFile: 'agreed',
    means:
      'Number of attempts that the orchestrator starts at each task, at most runs.mostAttempts. One of them is kept. Each attempt takes a place and costs as much as a run.',
    values: { least: 1, most: 20, whole: true },
    fallback: 1,
  },
  ...(['tag', 'type'] as const).map(
    (by): SettingRow => ({
      name: `${ATTEMPTS}.${by}.<name>`,
      inFile: 'agreed',
      means: `Number of attempts that the orchestrator starts at a task ${by === 'tag' ? 'with the given tag' : 'of the given type'}. Tags come before types, and both before runs.attempts. 0: as the others say.`,
      values: { least: 0, most: 20, whole: true },
      fallback: 0,
    }),
  ),
  {
    name: MOST_ATTEMPTS,
    inFile: 'agreed',
    means: 'Maximum number of attempts at one task that are started together.',
    values: { least: 1, most: 20, whole: true },
    fallback: 5,
  },
  {
    name: 'runs.minutes',
    inFile: 'agreed',
    means: 'Time limit of a run, in minutes. Backlog stops the run after it.',
    values: atLeast(0.01, false),
    fallback: 60,
  },
  {
    name: 'runs.idleMinutes',
    inFile: 'agreed',
    means: 'Inactivity limit, in minutes. Backlog stops a run after so long without output of its agent.',
    values: atLeast(0.01, false),
    fallback: 15,
  },
  {
    name: 'runs.stuckMinutes',
    inFile: 'free',
    means: 'Minutes without output of the agent after which Backlog shows its run as stuck. The run continues.',
    values: atLeast(0.01, false),
    fallback: 5,
  },
  {
    name: 'runs.turns',
    inFile: 'agreed',
    means: "Maximum number of the agent's turns in a run, for agents that report them. 0: no limit.",
    values: atLeast(0),
    fallback: 0,
  },
  {
    name: 'runs.cost',
    inFile: 'agreed',
    means: 'Maximum cost of a run, in US dollars, for agents that report their cost. 0: no limit.',
    values: atLeast(0, false),
    fallback: 0,
  },
  {
    name: 'runs.batch',
    inFile: 'free',
    means:
      'Maximum number of approved runs that Backlog merges and checks together. If a check fails, Backlog bisects the batch.',
    values: atLeast(1),
    fallback: 8,
  },
  {
    name: STACK,
    inFile: 'agreed',
    means:
      'Start a run of a blocked task on the unmerged result of the task that blocks it, if the checks of that result passed. The run is merged only after that result. Its agent, setup command and checks then work with code that nobody has reviewed.',
    values: [false, true],
    fallback: false,
  },
  {
    name: 'runs.push',
    inFile: 'agreed',
    terminal: true,
    means:
      "Remote to which Backlog pushes the target branch after each merge, with your git, credentials and pre-push hook. Your own unpushed commits are not pushed. Empty: Backlog doesn't push.",
  },
  {
    name: 'runs.pushMinutes',
    inFile: 'agreed',
    means:
      'Time limit of one push with your pre-push hook, and of one start of the command in runs.propose, in minutes.',
    values: atLeast(0.01, false),
    fallback: 1,
  },
  {
    name: 'runs.propose',
    inFile: 'agreed',
    terminal: true,
    means:
      'Command that opens a pull request instead of merging: gh pr create --head "$BACKLOG_BRANCH" --base "$BACKLOG_TARGET" --title "$BACKLOG_TITLE" --body-file "$BACKLOG_BODY" || gh pr view "$BACKLOG_BRANCH". Backlog first pushes the result to its own branch of the remote in runs.push. The run is merged once your target branch has it. Without $BACKLOG_PROPOSED, it runs once per run. source:NAME: Backlog does both.',
    text: { fits: /^(?!source:).|^source:[\w.-]{1,64}$/s, expected: 'a command, or source: and the name of a source' },
  },
  {
    name: 'runs.proposeRounds',
    inFile: 'agreed',
    means:
      "Maximum number of rounds that a pull request of source:NAME starts after a person's approval. Failed required checks and reviews of trusted authors start them. After that, the run waits for your decision. 0: none.",
    values: { least: 0, most: 100, whole: true },
    fallback: 5,
  },
  {
    name: CLEAN_DAYS,
    means:
      'Days after a merge from which the orchestrator deletes the worktree of the run. Work that is in no result stays. 0: never by age.',
    values: atLeast(0),
    fallback: 7,
  },
  {
    name: CLEAN_DISK,
    means:
      'Free space of the disk in GB below which the orchestrator deletes the worktrees of all merged runs. 0: never by free space.',
    values: atLeast(0, false),
    fallback: 2,
  },
];
