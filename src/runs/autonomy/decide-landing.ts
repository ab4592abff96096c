import { counted } from '../../base/amounts.ts';
import {
  changeableText,
  landingRules,
  landsAbove,
  namesPaths,
  type Rule,
  type RuleSet,
  VERDICTS,
} from '../../domain/autonomy/rule.ts';
import { isAbove, type ResultLevel } from '../../domain/risk/meaning/levels.ts';
import { untestedOf } from '../../domain/risk/result-risk.ts';
import { GRADE_ORDER, type Grade } from '../../domain/task/grade.ts';
import { listed } from '../../domain/task/objections.ts';

/** The facts about a result that rules read. Code computes them; no agent's word is among them but `grade`. */
export interface ResultFacts {
  /** All changed paths, both of a renamed file. Undefined if they can't be read. */
  paths: readonly string[] | undefined;
  files: number;
  /** Added and deleted lines. */
  lines: number;
  agent: string;
  provider: string;
  /** The computed risk, with the rules that apply. Undefined if it can't be computed. */
  risk: { level: ResultLevel; rules: readonly string[]; unread: number } | undefined;
  /** Names of the checks that passed on exactly this commit, and of all others. */
  passed: readonly string[];
  notPassed: readonly string[];
  /** What its checks do that they don't on the start commit: `unit: starts curl`. */
  effects: readonly string[];
  /** True if nothing contained its agent. */
  open: boolean;
  /** Why the effects of its checks aren't known. */
  unobserved: readonly string[];
  /** Answers of the checks that judge the result by its goal. */
  verdicts: readonly { by: string; kind: 'moves' | 'neutral' | 'breaks' }[];
  /** The weakest grade of the evidence for the task's criteria. Absent: `claimed`. */
  grade?: Grade | undefined;
  /** Checks in CI that criteria name, and that have not answered about the result. */
  awaited?: readonly string[];
  /** Objections to the approval, as texts. */
  objections: readonly string[];
  /** Why a person already takes part: requested changes, comments, a returned result. */
  people: readonly string[];
}

/** Reads what a rule needs of the surroundings. */
export interface RuleReader {
  /** Checks whether the task matches a filter. Undefined for a filter that can't be read. */
  isTask(filter: string): boolean | undefined;
  /** The names in a filter whose values agents can change. Such a filter can't be read. */
  unread(filter: string): readonly string[];
  /** Checks whether a path matches one of the globs. */
  isIn(path: string, globs: readonly string[]): boolean;
  /** Checks whether a path can be one that the globs name, in another spelling. */
  mayBeIn(path: string, globs: readonly string[]): boolean;
}

/** The night in which a rule would land a result, and the highest risk that its terms allow. */
export interface NightRisk {
  id: string;
  risk: ResultLevel;
  /** True if this machine can contain programs and observe them. Then rules merge only what was contained. */
  contains?: boolean;
}

export type LandingDecision = { land: Rule } | { ask: string[] };

/**
 * Decides whether a result lands without a person: only by a rule that allows it, and only if nothing asks for a person.
 * In a night, its terms may ask for one, too: then the result waits, also after the night.
 * Pure: the same rules and facts give the same decision.
 */
export function decideLanding(
  { rules, problems }: RuleSet,
  facts: ResultFacts,
  reader: RuleReader,
  night?: NightRisk,
): LandingDecision {
  const against = [
    ...problems.map(({ text }) => text),
    ...asksOf(rules, facts, reader),
    ...facts.objections,
    ...facts.people,
    ...ofContent(facts),
    ...ofNight(facts, night),
  ];
  if (against.length > 0) return { ask: against };
  const misses: string[] = [];
  for (const rule of landingRules({ rules })) {
    const miss = missOf(rule, facts, reader, night);
    if (miss === undefined) return { land: rule };
    misses.push(`${rule.name}: ${miss}`);
  }
  return { ask: misses.length > 0 ? misses : ['no rule lands results'] };
}

/** Lists the rules that ask for a person. A rule that can't be read asks, too. */
function asksOf(rules: readonly Rule[], facts: ResultFacts, reader: RuleReader): string[] {
  return rules.flatMap((rule) => {
    const { name, effect, path, task, agent, provider } = rule;
    if (effect !== 'ask') return [];
    const { paths } = facts;
    const hit = path.length === 0 || paths === undefined ? paths : paths.filter((one) => reader.mayBeIn(one, path));
    const applies =
      (path.length === 0 || hit === undefined || hit.length > 0) &&
      (task === '' || reader.isTask(task) !== false) &&
      isNamed(agent, facts.agent) &&
      isNamed(provider, facts.provider);
    if (!applies) return [];
    const why = [unreadText(task, reader), path.length > 0 && hit ? listed(hit).join(', ') : ''].filter(Boolean);
    return [`the rule ${name} asks${why.length > 0 ? `: ${why.join('; ')}` : ''}`];
  });
}

/** Lists what keeps every result from landing by a rule, whatever the rule says. */
function ofContent({ paths, risk, notPassed, verdicts, effects }: ResultFacts): string[] {
  const own = (paths ?? []).filter((path) => /(^|\/)\.backlog(\/|$)/i.test(path));
  const untested = risk?.level === 'high' ? [] : untestedOf(risk?.rules ?? []);
  const breaks = verdicts.filter(({ kind }) => kind === 'breaks').map(({ by }) => by);
  return [
    ...(paths === undefined ? ["its changed files can't be read"] : []),
    ...(own.length > 0 ? [`it changes what Backlog reads: ${listed(own).join(', ')}`] : []),
    ...(risk === undefined ? ["its risk can't be computed"] : []),
    ...(risk?.level === 'high' ? [`its risk is high: ${listed(risk.rules).join(', ')}`] : []),
    ...(untested.length > 0 ? [`tests that pass say nothing about it: ${listed(untested).join(', ')}`] : []),
    ...(risk !== undefined && risk.unread > 0 ? [`contents of ${counted(risk.unread, 'file')} were not read`] : []),
    ...(effects.length > 0 ? [`its checks do more than on the start commit: ${listed(effects).join('; ')}`] : []),
    ...(notPassed.length > 0 ? [`checks did not pass on this commit: ${listed(notPassed).join(', ')}`] : []),
    ...(breaks.length > 0 ? [`judged as breaking its goal: ${listed(breaks).join(', ')}`] : []),
  ];
}

/** Returns the reason against a landing by a rule whose risk the terms of the night exclude. High risk never lands. */
function ofNight({ risk, open }: ResultFacts, night: NightRisk | undefined): string[] {
  if (!night) return [];
  const isRisky = risk && risk.level !== 'high' && isAbove(risk.level, night.risk);
  return [
    ...(isRisky ? [`its risk is ${risk.level}, and in night ${night.id} rules land at most ${night.risk} risk`] : []),
    ...(open && night.contains
      ? [`its agent ran without a sandbox, and in night ${night.id} rules merge only contained work`]
      : []),
  ];
}

/** Returns the first condition of a rule that a result doesn't meet. */
function missOf(rule: Rule, facts: ResultFacts, reader: RuleReader, night?: NightRisk): string | undefined {
  const { path, task, lines, files } = rule;
  const outside = path.length === 0 ? [] : (facts.paths ?? []).filter((one) => !reader.isIn(one, path));
  if (outside.length > 0) return `other files: ${listed(outside).join(', ')}`;
  if (task !== '') {
    const is = reader.isTask(task);
    const unread = unreadText(task, reader);
    if (unread !== '') return `${unread}: ${task}`;
    if (is === undefined) return `its filter can't be read: ${task}`;
    if (!is) return `the task doesn't match ${task}`;
  }
  if (!isNamed(rule.agent, facts.agent)) return `another agent: ${facts.agent}`;
  if (!isNamed(rule.provider, facts.provider)) return `another provider: ${facts.provider}`;
  if (files > 0 && facts.files > files) return `${facts.files} files, at most ${files}`;
  if (lines > 0 && facts.lines > lines) return `${facts.lines} lines, at most ${lines}`;
  const level = facts.risk?.level ?? 'high';
  if (isAbove(level, rule.risk))
    return level === 'unknown'
      ? 'unknown risk: no test that failed before shows what it does'
      : `${level} risk: ${listed(facts.risk?.rules ?? []).join(', ')}`;
  if ((level === 'unknown' || level === 'medium') && !landsAbove(rule, level))
    return `${level} risk, and the rule names no paths: it needs \`path\`, such as src/**, and not all files`;
  const { grade = 'claimed', unobserved } = facts;
  const unseen = listed(unobserved).join('; ');
  if (unseen && night?.contains) return unseen;
  if (unseen && !namesPaths(rule.path)) return `${unseen}. A rule that names paths can merge it`;
  if (GRADE_ORDER.indexOf(grade) < GRADE_ORDER.indexOf(rule.grade))
    return `evidence is ${grade}, at least ${rule.grade}${awaitedText(facts)}`;
  return verdictMiss(rule, facts);
}

/** Says why a filter has no answer, if that is because of what agents can change. */
function unreadText(filter: string, reader: RuleReader): string {
  const unread = filter === '' ? [] : reader.unread(filter);
  return unread.length > 0 ? changeableText(unread) : '';
}

/** Says that evidence can still come. */
const awaitedText = ({ awaited = [] }: ResultFacts): string =>
  awaited.length > 0 ? `; CI has not answered yet: ${listed(awaited).join(', ')}` : '';

function verdictMiss({ verdict }: Rule, { verdicts }: ResultFacts): string | undefined {
  if (verdict === 'none') return undefined;
  if (verdicts.length === 0) return 'no judge answered';
  const isEnough = verdicts.every(({ kind }) => VERDICTS.indexOf(kind as never) >= VERDICTS.indexOf(verdict));
  return isEnough ? undefined : `judged ${verdicts.map(({ by, kind }) => `${kind} (${by})`).join(', ')}`;
}

const isNamed = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
