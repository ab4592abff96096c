import { atLeast, type DeclaredSetting, type SettingRow } from './setting-row.ts';

/** The setting that decides about tasks which no person added or accepted. */
export const ADDED_TASKS = 'orchestrator.added';

/** The settings that limit such tasks: their names, the tasks that each counts, and their defaults. */
export const ADDED_CAPS = [
  ['orchestrator.addedPerRun', 'that one run added', 3],
  ['orchestrator.addedPerHour', 'that agents added, within an hour,', 10],
  ['orchestrator.addedPerQueue', 'that agents added, since a person last started it,', 30],
] as const;

/** The setting that decides what happens to active runs at the end of the orchestrator's budget. */
export const AT_BUDGET = 'orchestrator.atBudget';

/** The setting with the maximum number of starts of one pass within a day. */
export const PASSES_PER_DAY = 'orchestrator.passesPerDay';

/** The rows of {@link SETTINGS} whose names begin with `orchestrator.` or `review.`. */
export const ORCHESTRATOR_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: 'orchestrator.agents',
    terminal: true,
    means: 'Allow agents to start, resume and limit the orchestrator.',
    values: [false, true],
    fallback: false,
  },
  {
    name: AT_BUDGET,
    means:
      'Effect of a spent budget on active runs that the orchestrator started. stop: they are stopped, and keep their work. starts: they continue, and no other run starts.',
    values: ['stop', 'starts'],
    fallback: 'stop',
  },
  {
    name: ADDED_TASKS,
    terminal: true,
    means:
      'Tasks that agents or scripts add. wait: the orchestrator starts one only after a person accepts, changes or starts it. start: it starts them without a person, up to the three limits below.',
    values: ['wait', 'start'],
    fallback: 'wait',
  },
  ...ADDED_CAPS.map(
    ([name, of, fallback]): SettingRow => ({
      name,
      terminal: true,
      means: `Maximum number of tasks ${of} that the orchestrator starts without a person, if ${ADDED_TASKS} is start.`,
      values: atLeast(0),
      fallback,
    }),
  ),
  {
    name: PASSES_PER_DAY,
    terminal: true,
    means:
      'Maximum number of times per day that the orchestrator starts one pass whose `when` is not `by hand`. 0 starts none.',
    values: { least: 0, most: 20, whole: true },
    fallback: 4,
  },
  {
    name: 'review.agents',
    terminal: true,
    means: 'Allow agents to approve runs, request changes and discard runs.',
    values: [false, true],
    fallback: false,
  },
];
