import { fromInstant } from '../domain/instant.ts';
import type { Bet, Outcome } from '../domain/records.ts';
import { countedForCap } from './check.ts';
import { fixGoal, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';
import { isReached, lastReading } from './measure.ts';

/** Problems of bets that are open. */
export function betFindings(view: HealthView): GoalFinding[] {
  const { openBets, openGoals, outcomes, plan, limits } = view;
  const working = new Set(openGoals.map(({ bet }) => bet));
  const found = openBets.flatMap((bet) => {
    const of = finder(bet);
    const isNow = bet.state === 'now';
    return [
      ...of(
        bet.state !== 'idea' && !bet.outcomes?.length,
        'bet.no_outcome',
        'error',
        'moves no outcome',
        outcomes[0] ? { outcomes: outcomes[0].id } : { state: 'idea' },
      ),
      ...of(isNow && !working.has(bet.id), 'bet.no_work', 'warn', 'is in now, and no open goal belongs to it', {
        state: 'next',
      }),
      ...of(
        isNow && bet.by !== undefined && fromInstant(bet.by) < view.now,
        'bet.overdue',
        'warn',
        `was due on ${bet.by?.slice(0, 10)}`,
        {
          by: '<new date>',
        },
      ),
    ];
  });
  const now = countedForCap('bet', plan);
  const last = now.at(-1);
  if (!last || now.length <= limits.betsNow) return found;
  const why = `${now.length} bets are in now; more than ${limits.betsNow} rarely all move`;
  const ids = now.map(({ id }) => id);
  return [...found, { code: 'bet.too_many_now', level: 'warn', ids, why, fix: fixGoal(last.id, { state: 'next' }) }];
}

/** Problems of outcomes. */
export function outcomeFindings(view: HealthView): GoalFinding[] {
  const { outcomes, openBets, openGoals, plan, limits } = view;
  const bets = new Set(openBets.flatMap((bet) => bet.outcomes ?? []));
  const inNow = new Set(openBets.filter(({ state }) => state === 'now').flatMap((bet) => bet.outcomes ?? []));
  const moved = new Set(openGoals.flatMap(({ outcome }) => outcome ?? []));
  const [pillar] = plan.live('pillar');
  return outcomes.flatMap((outcome) => {
    const of = finder(outcome);
    const last = lastReading(outcome);
    const isOld = last === undefined || view.daysSince(last.at) > limits.readingDays;
    const measured = outcome.measure !== undefined && outcome.target !== undefined;
    return [
      ...of(pillar !== undefined && !outcome.pillars?.length, 'outcome.no_pillar', 'warn', 'serves no pillar', {
        pillars: pillar?.id,
      }),
      ...noBet(outcome, !bets.has(outcome.id) && !moved.has(outcome.id)),
      ...of(
        inNow.has(outcome.id) && (!measured || isOld),
        'outcome.unmeasured',
        'warn',
        measured ? `has no reading within ${limits.readingDays} days` : 'has no measure with a target',
        {
          ...(measured ? {} : { measure: '<what is measured>', target: '<number>' }),
          reading: '<number>',
        },
      ),
      ...of(isReached(outcome), 'outcome.reached', 'info', 'has reached its target', { target: '<next number>' }),
    ];
  });
}

function noBet({ id, title }: Outcome, isUnmoved: boolean): GoalFinding[] {
  if (!isUnmoved) return [];
  const fix = { command: 'goal_add', words: { title: '<bet>' }, flags: { kind: 'bet', outcomes: id } };
  return [{ code: 'outcome.no_bet', level: 'info', ids: [id], why: `no open bet or goal moves ${id} ${title}`, fix }];
}

/** Returns a function that makes a finding about a record if a condition holds. */
function finder({ id, title }: Bet | Outcome) {
  return (
    holds: boolean,
    code: string,
    level: GoalFinding['level'],
    why: string,
    fields: Readonly<Record<string, unknown>>,
  ): GoalFinding[] =>
    holds ? [{ code, level, ids: [id], why: `${id} ${title} ${why}`, fix: fixGoal(id, fields) }] : [];
}
