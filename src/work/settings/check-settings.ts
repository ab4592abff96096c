import { LIVING_DOCUMENT } from '../../domain/goals/words.ts';
import { atLeast, type DeclaredSetting, REPOSITORY_PATH } from './setting-row.ts';

/** Values of the setting `runs.checks` that aren't names of checks. */
export const [ALL_CHECKS, NO_CHECKS] = ['all', 'none'] as const;

/** The rows of the settings about what a result must pass: checks, judges, and what counts in its review. */
export const CHECK_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: 'runs.checks',
    inFile: 'agreed',
    list: 'names',
    terminal: true,
    means:
      'Checks for every result: names, separated by commas. all: each defined check that no runs.checks.<name> names. none: only the checks of tasks and of runs.checks.<name>.',
    fallback: ALL_CHECKS,
  },
  {
    name: 'runs.checks.<name>',
    inFile: 'agreed',
    list: 'names',
    terminal: true,
    word: REPOSITORY_PATH,
    means:
      'Names of checks, separated by commas, only for results that change files below the given path. A dot means the whole repository.',
  },
  {
    name: 'runs.fixes',
    inFile: 'agreed',
    list: 'names',
    terminal: true,
    means:
      'Names of checks that may change files, such as formatters, separated by commas. Backlog adds their changes to the result as a commit, shows them in the review, and runs all checks again. Without it, a check that changes files fails.',
  },
  {
    name: 'runs.judges',
    inFile: 'agreed',
    list: 'names',
    terminal: true,
    means:
      'Judges of each result, separated by commas: agents such as codex, or checks that ask one. Of several agents, those of the provider that made the result are not asked. An agent can only read. For a check, BACKLOG_JUDGE names a file with the question: the task, its criteria and a part of the diff. The answer has a line for each criterion: accepted, rejected or unclear. A rejected criterion fails the check.',
  },
  {
    name: 'runs.judgeCost',
    inFile: 'agreed',
    means:
      'Maximum cost of one judge for one result, in US dollars. It applies to agents whose cost is known: those that report it, and those whose price follows from earlier runs. Backlog stops such an agent, and the check has failed. 0: no limit.',
    values: atLeast(0, false),
    fallback: 1,
  },
  {
    name: 'runs.hiddenTests',
    inFile: 'agreed',
    terminal: true,
    means:
      'Command that runs one hidden test, such as npx vitest run "$BACKLOG_TEST": BACKLOG_TEST names its file. If it is set, the first judge writes up to three tests for each large task. Backlog runs them on the start commit and on the result. The agent does not get them. A test that fails on the result becomes a question to a person, and nothing else. Empty: no hidden tests.',
  },
  {
    name: 'runs.hiddenCriteria',
    inFile: 'agreed',
    means: 'Minimum number of criteria of a large task. 0: the number does not count.',
    values: atLeast(0),
    fallback: 5,
  },
  {
    name: 'runs.hiddenHours',
    inFile: 'agreed',
    means: 'Minimum estimate of a large task, in hours. 0: the estimate does not count.',
    values: atLeast(0, false),
    fallback: 8,
  },
  {
    name: 'runs.generated',
    inFile: 'agreed',
    list: 'paths',
    terminal: true,
    means:
      'Folders and files of generated code, separated by commas: dist, src/schema.ts. Their lines do not count in the size of a result. All other rules about its risk look at them.',
  },
  {
    name: 'runs.documents.<name>',
    inFile: 'agreed',
    word: REPOSITORY_PATH,
    means:
      'Text file that describes the files below the given path, such as notes/search.md. A run that changes these files is asked to update it, also out of scope.',
    text: { fits: LIVING_DOCUMENT, expected: 'the path of a text file in the repository, such as notes/search.md' },
  },
  {
    name: 'runs.checkMinutes',
    inFile: 'agreed',
    means: 'Time limit of one check or of the setup command, in minutes. After it the check has failed.',
    values: atLeast(0.01, false),
    fallback: 10,
  },
  {
    name: 'runs.checkRounds',
    inFile: 'agreed',
    means: 'Maximum number of rounds in which the agent fixes failed checks. After them the run needs attention.',
    values: atLeast(0),
    fallback: 2,
  },
];
