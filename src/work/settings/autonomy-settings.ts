import { EFFECTS, RULE_DEFAULTS, RULE_NAME, RULE_PREFIX, RULE_RISKS, VERDICTS } from '../../domain/autonomy/rule.ts';
import { GRADE_ORDER } from '../../domain/task/grade.ts';
import type { DeclaredSetting, SettingRow } from './setting-row.ts';

/** The setting with the time for a second thought about an approval. */
export const UNDO_SECONDS = 'runs.undoSeconds';

type Field = keyof typeof RULE_DEFAULTS;

/**
 * The fields of rules about what starts and lands without a person, and the time to withdraw an approval. A rule is the
 * settings with its name. In a config file, rules count only after a person agreed to exactly this content.
 */
export const AUTONOMY_SETTINGS: readonly DeclaredSetting[] = [
  of('effect', {
    means:
      'Effect of the rule. land: a result that meets all its conditions lands without a person. start: the orchestrator starts such a task without a person. ask: a person decides, even if other rules allow it.',
    values: EFFECTS,
  }),
  of('path', {
    means: 'Globs of files. land: all changed files must match one. start: all files of the scope. ask: one is enough.',
    list: 'paths',
  }),
  of('task', {
    means:
      'Filter that the task must match, such as type:docs or +chore. It reads nothing that agents can change while they work.',
  }),
  of('agent', { means: 'Names of agents, separated by commas.', list: 'names' }),
  of('provider', { means: 'Names of providers, separated by commas.', list: 'names' }),
  of('lines', {
    means: 'land: maximum number of added and deleted lines. 0: no limit.',
    values: { least: 0, whole: true },
  }),
  of('files', { means: 'land: maximum number of changed files. 0: no limit.', values: { least: 0, whole: true } }),
  of('risk', {
    means:
      'land: highest risk. In a result of unknown risk, rules found nothing. More than low needs a path that names files. High risk always goes to a person.',
    values: RULE_RISKS,
  }),
  of('verdict', {
    means:
      'land: weakest answer of the checks that judge the result by its goal. none: nobody has to judge. breaks always goes to a person.',
    values: VERDICTS,
  }),
  of('grade', { means: "land: weakest grade of the evidence for the task's criteria.", values: GRADE_ORDER }),
  {
    name: UNDO_SECONDS,
    inFile: 'free',
    means:
      'Seconds in which a person can withdraw an approval, at a terminal or on the board, before the merge queue takes the result. 0: none.',
    values: { least: 0, most: 60, whole: true },
    fallback: 5,
  },
];

function of(field: Field, row: Pick<SettingRow, 'means' | 'list'> & Partial<Pick<SettingRow, 'values'>>): SettingRow {
  return {
    name: `${RULE_PREFIX}<name>.${field === 'effect' ? 'then' : field}`,
    inFile: 'agreed',
    terminal: true,
    word: { fits: RULE_NAME, expected: 'at most 40 letters, digits, _ and -, the first a letter or a digit' },
    values: 'text',
    fallback: RULE_DEFAULTS[field],
    ...row,
  };
}
