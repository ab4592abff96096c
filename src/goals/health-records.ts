import { counted } from '../base/amounts.ts';
import { groupedBy } from '../base/iterables.ts';
import { GOAL_KINDS } from '../domain/goals/words.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/records.ts';
import { overEverywhere } from '../domain/task-date.ts';
import { countedForCap, sameName } from './check.ts';
import { ADD_VISION, addAbove, archiveGoal, finding, fixGoal, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';
import { linksFrom } from './links.ts';
import { isReached, lastReading } from './measure.ts';
import { isOpenRecord, type PlanRecord } from './plan.ts';

/** Problems of the vision and of pillars. */
export function purposeFindings({ plan, outcomes, layered }: HealthView): GoalFinding[] {
  const served = new Set(outcomes.flatMap(({ pillars = [] }) => pillars));
  const [outcome] = outcomes;
  const found: GoalFinding[] = [];
  if (layered && plan.live('vision').length === 0)
    found.push(finding('vision.missing', [], 'the vision is missing', ADD_VISION));
  for (const { id, title, wont } of plan.live('pillar')) {
    const name = `${id} ${title}`;
    if (!served.has(id)) {
      const fix = outcome ? fixGoal(outcome.id, { pillars: `+${id}` }) : addAbove('outcome', { pillars: id });
      found.push(finding('pillar.no_outcome', [id], `no outcome serves ${name}`, fix));
    }
    if (wont === undefined) {
      const fix = fixGoal(id, { wont: '<what it will not be>' });
      found.push(finding('pillar.no_wont', [id], `${name} refuses nothing`, fix));
    }
  }
  return found;
}

/** The severity from which a problem that nobody addresses is a warning. */
const SEVERE = 4;

/** Problems of unsolved problems and of personas. */
export function peopleFindings({ plan, openBets, openGoals }: HealthView): GoalFinding[] {
  const named = new Set([...openBets, ...openGoals].flatMap(({ problems = [] }) => problems));
  const unsolved = plan.live('problem').filter(({ solved_by }) => solved_by === undefined);
  const hurt = new Set(unsolved.flatMap(({ hurts = [] }) => hurts.map(({ persona }) => persona)));
  const [goal] = openGoals;
  const [problem] = unsolved;
  const [persona] = plan.live('persona');
  const found: GoalFinding[] = [];
  for (const { id, title, severity, hurts } of unsolved) {
    const name = `${id} ${title}`;
    if (!named.has(id)) {
      const why = `no open bet or goal names ${name} (severity ${severity})`;
      const fix = goal ? fixGoal(goal.id, { problems: `+${id}` }) : addAbove('goal', { problems: id });
      found.push(finding('problem.unaddressed', [id], why, fix, severity >= SEVERE ? 'warn' : 'info'));
    }
    if (!hurts?.length) {
      const fix = persona ? fixGoal(id, { hurts: persona.id }) : newPersona(id);
      found.push(finding('problem.no_persona', [id], `${name} hurts nobody that is named`, fix));
    }
  }
  for (const { id, title } of plan.live('persona'))
    if (!hurt.has(id)) {
      const fix = problem ? fixGoal(problem.id, { hurts: [...hurtLines(problem), id] }) : archiveGoal(id);
      found.push(finding('persona.unserved', [id], `no unsolved problem hurts ${id} ${title}`, fix));
    }
  return found;
}

/** A call that adds a persona and names it in a problem. */
function newPersona(problem: string): GoalFinding['fix'] {
  const records = [
    { kind: 'persona', ref: 'who', title: '<persona>' },
    { id: problem, hurts: ['who'] },
  ];
  return { command: 'goal_save', words: {}, flags: { records } };
}

/** The personas of a problem with their stakes, as an argument. */
function hurtLines({ hurts = [] }: Pick<Problem, 'hurts'>): string[] {
  return hurts.map(({ persona, stakes }) => [persona, stakes].filter(Boolean).join(' '));
}

/** Links that lead nowhere, and names that two records have. Only records that are neither archived nor closed count. */
export function recordFindings({ plan }: HealthView): GoalFinding[] {
  const records = GOAL_KINDS.flatMap((kind): PlanRecord[] => plan.live(kind));
  const found: GoalFinding[] = [];
  for (const record of records.filter(isOpenRecord))
    for (const { field, to } of linksFrom(record)) {
      const named = plan.find(to);
      if (named && named.archived === undefined) continue;
      const how = named ? 'is archived' : "doesn't exist";
      const why = `${record.id} ${record.title} names ${to} in ${field}, which ${how}`;
      const fix = fixGoal(record.id, { [field]: without(record, field, to) });
      found.push(finding('link.unknown', [record.id, to], why, fix, named ? 'warn' : 'error'));
    }
  for (const kind of GOAL_KINDS)
    for (const [first, ...others] of groupedBy<string, PlanRecord>(plan.live(kind), ({ title }) =>
      sameName(title),
    ).values())
      for (const { id, title } of others) {
        const why = `${first!.id} and ${id} have the same name: ${title}`;
        found.push(finding('dup.title', [first!.id, id], why, fixGoal(id, { title: '<another name>' })));
      }
  return found;
}

/** The value of a field as an argument, without a link. */
function without(record: PlanRecord, field: string, to: string): unknown {
  const value = record[field as keyof PlanRecord] as unknown;
  if (!Array.isArray(value)) return '';
  if (field === 'hurts') return hurtLines({ hurts: value.filter(({ persona }) => persona !== to) });
  return (value as string[]).filter((id) => id !== to);
}

/** Problems of bets that are open. */
export function betFindings({ openBets, openGoals, outcomes, plan, limits, now }: HealthView): GoalFinding[] {
  const working = new Set(openGoals.map(({ bet }) => bet));
  const [outcome] = outcomes;
  const found: GoalFinding[] = [];
  for (const { id, title, state, by, outcomes: moved = [] } of openBets) {
    const name = `${id} ${title}`;
    if (state !== 'idea' && moved.length === 0) {
      const fix = fixGoal(id, outcome ? { outcomes: outcome.id } : { state: 'idea' });
      found.push(finding('bet.no_outcome', [id], `${name} moves no outcome`, fix));
    }
    if (state !== 'now') continue;
    if (!working.has(id)) {
      const why = `${name} is in now, and no open goal belongs to it`;
      found.push(finding('bet.no_work', [id], why, fixGoal(id, { state: 'next' })));
    }
    if (by !== undefined && fromInstant(overEverywhere(by)) < now) {
      const fix = fixGoal(id, { by: '<new date>' });
      found.push(finding('bet.overdue', [id], `${name} was due on ${by.slice(0, 10)}`, fix));
    }
  }
  const ids = countedForCap('bet', plan).map(({ id }) => id);
  if (ids.length > limits.betsNow) {
    const why = `${ids.length} bets are in now; more than ${limits.betsNow} rarely all move`;
    found.push(finding('bet.too_many_now', ids, why, fixGoal(ids.at(-1)!, { state: 'next' })));
  }
  return found;
}

/** Problems of outcomes. */
export function outcomeFindings({ outcomes, openBets, openGoals, plan, limits, daysSince }: HealthView): GoalFinding[] {
  const aims = [...openBets.flatMap((bet) => bet.outcomes ?? []), ...openGoals.flatMap(({ outcome }) => outcome ?? [])];
  const moved = new Set(aims);
  const inNow = new Set(openBets.flatMap((bet) => (bet.state === 'now' ? (bet.outcomes ?? []) : [])));
  const [pillar] = plan.live('pillar');
  const found: GoalFinding[] = [];
  for (const outcome of outcomes) {
    const { id } = outcome;
    const name = `${id} ${outcome.title}`;
    const last = lastReading(outcome);
    const isOld = last === undefined || daysSince(last.at) > limits.readingDays;
    const isMeasured = outcome.measure !== undefined && outcome.target !== undefined;
    if (pillar && !outcome.pillars?.length)
      found.push(finding('outcome.no_pillar', [id], `${name} serves no pillar`, fixGoal(id, { pillars: pillar.id })));
    if (!moved.has(id))
      found.push(
        finding('outcome.no_bet', [id], `no open bet or goal moves ${name}`, addAbove('bet', { outcomes: id })),
      );
    if (inNow.has(id) && (!isMeasured || isOld)) {
      const why = isMeasured
        ? `has no reading within ${counted(limits.readingDays, 'day')}`
        : 'has no measure with a target';
      const measure = isMeasured ? {} : { measure: '<what is measured>', target: '<number>' };
      found.push(
        finding('outcome.unmeasured', [id], `${name} ${why}`, fixGoal(id, { ...measure, reading: '<number>' })),
      );
    }
    if (isReached(outcome)) {
      const fix = fixGoal(id, { target: '<next number>' });
      found.push(finding('outcome.reached', [id], `${name} has reached its target`, fix));
    }
  }
  return found;
}
