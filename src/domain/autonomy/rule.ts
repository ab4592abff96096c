import { ascending } from '../../base/ascending.ts';
import { isObject } from '../../base/is-object.ts';
import { commaList } from '../comma-list.ts';
import { RESULT_RISKS } from '../risk/meaning/levels.ts';
import type { Grade } from '../task/grade.ts';
import { listed } from '../task/objections.ts';

/** Answers of judges that a rule can require, the weakest first. A judge that says `breaks` always leads to a person. */
export const VERDICTS = ['none', 'neutral', 'moves'] as const;

/** What a rule decides. `ask` wins over both others. */
export const EFFECTS = ['ask', 'start', 'land'] as const;
export type Effect = (typeof EFFECTS)[number];

/** The levels of risk that a rule can allow. A result with a high risk always needs a person. */
export const RULE_RISKS = RESULT_RISKS.filter((level) => level !== 'high');

/** A rule of autonomy: its conditions, all of which must hold, and what it decides. */
export interface Rule {
  name: string;
  /** Written `then`. An object with a property of that name would look like a promise. */
  effect: Effect;
  /** Globs. All changed files must match; for `ask`, one of them. Empty: every file. */
  path: readonly string[];
  /** A filter that the task must match. Empty: every task. */
  task: string;
  /** Names of agents and of providers. Empty: all. */
  agent: readonly string[];
  provider: readonly string[];
  /** The most changed lines and files. 0: no limit. */
  lines: number;
  files: number;
  /** The highest risk. */
  risk: (typeof RULE_RISKS)[number];
  /** The weakest answer of the judges, and the weakest grade of the evidence for all criteria. */
  verdict: (typeof VERDICTS)[number];
  grade: Grade;
}

type Field = Exclude<keyof Rule, 'name'>;

/** The values that count for a field that a rule lacks. A rule without an effect asks. */
export const RULE_DEFAULTS: Readonly<Record<Field, string | number>> = {
  effect: 'ask',
  path: '',
  task: '',
  agent: '',
  provider: '',
  lines: 0,
  files: 0,
  risk: 'low',
  verdict: 'none',
  grade: 'claimed',
};

/** The fields that only a rule to land can have: before a run, and for a question, there is nothing to compare. */
const OF_RESULTS: readonly Field[] = ['lines', 'files', 'risk', 'verdict', 'grade'];
/** The fields that a rule to start can't have: nothing has chosen the agent yet. */
const OF_RUNS: readonly Field[] = ['agent', 'provider'];

/** The name of a rule, which is a part of its author's name: `system:rule/docs`. */
export const RULE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

export const RULE_PREFIX = 'autonomy.';

/** All rules that count, by name, and what is wrong with them. With a problem, every result needs a person. */
export interface RuleSet {
  rules: readonly Rule[];
  problems: readonly { name: string; field: string; text: string }[];
}

/** Reads the rules from settings: `autonomy.docs.then` is `land`. Other settings are ignored. */
export function rulesOf(settings: Iterable<readonly [name: string, value: unknown]>): RuleSet {
  const given = new Map<string, Partial<Record<Field, string | number>>>();
  for (const [setting, value] of settings) {
    const [, name, word = ''] = /^autonomy\.([^.]+)\.([^.]+)$/.exec(setting) ?? [];
    const field = word === 'then' ? 'effect' : word;
    if (name === undefined || !Object.hasOwn(RULE_DEFAULTS, field) || value === '' || isObject(value)) continue;
    given.set(name, { ...given.get(name), [field]: value as string | number });
  }
  const sorted = [...given].sort(([a], [b]) => ascending(a, b));
  return {
    rules: sorted.map(([name, fields]) => ruleOf(name, { ...RULE_DEFAULTS, ...fields })),
    problems: sorted.flatMap(([name, fields]) => problemsOf(name, fields)),
  };
}

/** Lists the rules that can merge results without a person. */
export const landingRules = ({ rules }: Pick<RuleSet, 'rules'>): Rule[] =>
  rules.filter(({ effect }) => effect === 'land');

function ruleOf(name: string, fields: Readonly<Record<Field, string | number>>): Rule {
  const list = (field: Field) => commaList(String(fields[field]));
  return {
    ...(fields as unknown as Rule),
    name,
    task: String(fields.task),
    path: list('path'),
    agent: list('agent'),
    provider: list('provider'),
  };
}

function problemsOf(name: string, fields: Partial<Record<Field, string | number>>): RuleSet['problems'] {
  const effect = (fields.effect ?? RULE_DEFAULTS.effect) as Effect;
  const barred = { ask: OF_RESULTS, land: [], start: [...OF_RESULTS, ...OF_RUNS] }[effect];
  return barred
    .filter((field) => fields[field] !== undefined)
    .map((field) => ({
      name,
      field,
      text: `the rule ${name} can't have ${field} with then: ${effect}`,
    }));
}

/**
 * Checks whether a rule can land results of a level above low. Nothing shows what such a result does, so the rule has to
 * name its paths. For medium risk, evidence of a command that failed before is enough.
 */
export function landsAbove(rule: Rule, level: 'unknown' | 'medium'): boolean {
  return namesPaths(rule.path) || (level === 'medium' && PROVES.includes(rule.grade));
}

/** Says what a rule does not land although it allows the risk, because it names no paths. */
function withoutPaths(rule: Rule): string[] {
  if (rule.risk === 'low' || landsAbove(rule, 'unknown')) return [];
  const left = rule.risk === 'medium' && landsAbove(rule, 'medium') ? 'low and medium risk' : 'low risk';
  return [`no path names files, so only ${left} counts`];
}

/** The grades of evidence that show what a result does. */
const PROVES: readonly Grade[] = ['compared', 'ci', 'accepted'];

/** Formats the conditions of a rule: `docs/**; risk up to low; at most 200 lines`. */
export function conditionsText(rule: Rule): string {
  const { path, task, agent, provider, lines, files, risk, verdict, grade, effect } = rule;
  const ofResult =
    effect === 'land'
      ? [
          `risk up to ${risk}`,
          ...withoutPaths(rule),
          ...(lines > 0 ? [`at most ${lines} lines`] : []),
          ...(files > 0 ? [`at most ${files} files`] : []),
          ...(verdict === 'none' ? [] : [`judged ${verdict}`]),
          ...(grade === 'claimed' ? [] : [`evidence ${grade}`]),
        ]
      : [];
  const all = [
    ...(path.length > 0 ? [path.join(', ')] : []),
    ...(task === '' ? [] : [`task ${task}`]),
    ...(agent.length > 0 ? [`agent ${agent.join(' or ')}`] : []),
    ...(provider.length > 0 ? [`provider ${provider.join(' or ')}`] : []),
    ...ofResult,
  ];
  return all.length === 0 ? 'always' : all.join('; ');
}

/** Says that agents can change what a rule's filter reads. */
export const changeableText = (names: readonly string[]): string =>
  `its filter reads ${listed(names).join(', ')}, which agents can change`;

/** Maximum number of alternatives that braces of a glob are read as. */
const MOST_ALTERNATIVES = 64;

/**
 * Checks whether the globs of a rule name paths. Without any they don't, nor if one of them is made of wildcards only:
 * `**` and `**\/*.*` are all files.
 */
export function namesPaths(globs: readonly string[]): boolean {
  return globs.length > 0 && globs.every((glob) => alternativesOf(glob).every(isNamed));
}

/** Expands the braces of a glob: `{a,b}/**` is `a/**` and `b/**`. */
function alternativesOf(glob: string): string[] {
  let found = [glob];
  for (let depth = 0; depth < 4; depth++)
    found = found
      .flatMap((one) => {
        const [whole, list] = /[{(]([^{}()]*)[})]/.exec(one) ?? [];
        return whole === undefined ? [one] : list!.split(/[,|]/).map((part) => one.replace(whole, () => part));
      })
      .slice(0, MOST_ALTERNATIVES);
  return found;
}

/** A glob names something with a whole folder, a whole file, an ending, or at least two letters beside its wildcards. */
function isNamed(glob: string): boolean {
  if (glob.startsWith('!')) return false;
  const plain = glob.replace(/\[[^\]]*\]/g, '?').replace(/[@+!]$/, '');
  return plain.split('/').some((part) => /^[\w.\-@ ]*[\w-][\w.\-@ ]*$/.test(part) || /\.\w+$|[\w-]{2,}/.test(part));
}
