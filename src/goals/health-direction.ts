import { counted } from '../base/amounts.ts';
import { fromInstant } from '../domain/instant.ts';
import { overEverywhere } from '../domain/task-date.ts';
import { countedForCap } from './check.ts';
import { addAbove, finding, fixGoal, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';
import { isReached, lastReading } from './measure.ts';

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
