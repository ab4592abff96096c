import type { NightLog } from './night.ts';

/** The numbers of a night that its rules compare, for a report. */
export interface NightFigures {
  starts: number;
  ends: number;
  pauses: number;
  kills: number;
  /** The most that the cost exceeded a budget, in US dollars, and the number of budgets that were spent. */
  overspent: number;
  spent: number;
  addedStarts: number;
  /** Starts after at least two failures of their task, whose delay has grown. */
  delayed: number;
}

export interface NightSettings {
  atBudget: 'stop' | 'starts';
  /** The caps of tasks that agents added; undefined: they wait. */
  caps?: { run: number; hour: number; queue: number } | undefined;
}

const LOOK_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Checks a night. Each rule is computed from what happened, without the code of the scheduler. @returns the violations */
export function judgeNight(log: NightLog, settings: NightSettings): { wrong: string[]; figures: NightFigures } {
  const wrong: string[] = [];
  const budget = budgets(log, settings, wrong);
  numbers(log, wrong);
  streaks(log, wrong);
  pauses(log, wrong);
  const delayed = attempts(log, wrong);
  const addedStarts = caps(log, settings, wrong);
  return {
    wrong,
    figures: {
      ...{ starts: log.starts.length, ends: log.ends.length, pauses: log.pauses.length, kills: log.kills },
      ...{ ...budget, addedStarts, delayed },
    },
  };
}

const limitsAt = ({ wishes }: NightLog, at: number) => wishes.findLast((wish) => wish.at <= at)!.limits;

function numbers(log: NightLog, wrong: string[]): void {
  for (const { at, active, waiting, run } of log.starts) {
    const { agents, unreviewed = Number.POSITIVE_INFINITY } = limitsAt(log, at);
    if (active > agents) wrong.push(`${run} is active run ${active} of ${agents}`);
    if (waiting + active > unreviewed) wrong.push(`${run} starts beside ${waiting} results of ${unreviewed}`);
  }
}

/** The cost exceeds the budget only by what agents report within one look; nothing starts after that. */
function budgets(log: NightLog, { atBudget }: NightSettings, wrong: string[]): { overspent: number; spent: number } {
  let [overspent, spent] = [0, 0];
  for (const [n, wish] of log.wishes.entries()) {
    const { budget } = wish.limits;
    if (!budget) continue;
    const first = log.wishes.findLastIndex(({ isNew }, i) => isNew && i <= n);
    const since = budget.per === 'day' ? 0 : log.wishes[first]!.at;
    const until = log.wishes[n + 1]?.at ?? Number.POSITIVE_INFINITY;
    let sum = budget.per === 'day' ? 0 : log.wishes[first]!.liveUsd;
    let over: number | undefined;
    for (const { at, usd, run } of log.reports) {
      if (at < since || at >= until) continue;
      if (over !== undefined && at > over + LOOK_MS && at > wish.at + LOOK_MS && atBudget === 'stop')
        wrong.push(`${run} reports ${(at - over) / 1_000} s after the end of the budget`);
      sum += usd;
      if (sum >= budget.usd - 1e-8) over ??= at;
    }
    if (sum >= budget.usd - 1e-8) over ??= wish.at;
    if (over === undefined) continue;
    const end = Math.max(over, wish.at);
    spent++;
    if (atBudget === 'stop' && over >= wish.at) overspent = Math.max(overspent, sum - budget.usd);
    for (const { at, run } of log.starts)
      if (at > end && at < until) wrong.push(`${run} starts ${(at - end) / 1_000} s after the end of the budget`);
  }
  return { overspent, spent };
}

/** Failures in a row never exceed their limit, and nothing starts at the limit before a person starts again. */
function streaks(log: NightLog, wrong: string[]): void {
  const all = [
    ...log.wishes.map((wish) => ({ at: wish.at, wish })),
    ...log.ends.map((end) => ({ at: end.at, end })),
    ...log.starts.map((start) => ({ at: start.at, start })),
    ...log.pauses.map((at) => ({ at, pause: true })),
  ].sort((a, b) => a.at - b.at);
  let [failed, most, active] = [0, 0, 0];
  let limited = new Map<string, number>();
  for (const one of all) {
    if ('wish' in one) [failed, most, active, limited] = [0, one.wish.limits.failures, one.wish.active, new Map()];
    else if ('pause' in one) {
      if (failed < most) wrong.push(`it pauses after ${failed} of ${most} failures`);
    } else if ('start' in one) {
      if (failed >= most) wrong.push(`${one.start.run} starts after ${failed} of ${most} failures`);
    } else {
      const { code, red, provider, began, run, at } = one.end;
      if (code === undefined && !red) failed = 0;
      else if (code !== 'rate_limited' || began > (limited.get(provider) ?? 0)) failed++;
      if (code === 'rate_limited' && began > (limited.get(provider) ?? 0)) limited.set(provider, at);
      if (failed > Math.max(most, active)) wrong.push(`${run} is failure ${failed} of ${most}`);
    }
  }
}

/** After a limit, nothing of the provider starts before the least pause is over, which grows with limits in a row. */
function pauses(log: NightLog, wrong: string[]): void {
  const inARow = new Map<string, number>();
  const ends = log.ends.map((end) => {
    const row = end.code === 'rate_limited' ? (inARow.get(end.run) ?? 0) + 1 : 0;
    inARow.set(end.run, row);
    return { ...end, least: row === 0 ? 0 : Math.min(HOUR_MS, 10_000 * 4 ** (row - 1)) };
  });
  for (const { at, provider, run } of log.starts)
    for (const end of ends)
      if (end.least > 0 && end.provider === provider && end.at <= at && at < end.at + end.least)
        wrong.push(
          `${run} starts ${(at - end.at) / 1_000} s after a limit of ${provider}, at least ${end.least / 1_000} s`,
        );
}

/**
 * A failed task starts again after its backoff, and only as often as its attempts allow.
 * @returns the number of starts with a grown backoff
 */
function attempts(log: NightLog, wrong: string[]): number {
  let delayed = 0;
  const taskOf = new Map(log.starts.map(({ run, task }) => [run, task]));
  for (const start of log.starts) {
    if (start.how === 'start') continue;
    const { attempts: most, backoffMs } = limitsAt(log, start.at);
    const earlier = log.ends.filter(({ run, at }) => taskOf.get(run) === start.task && at <= start.at);
    const counted = earlier.filter(({ code, red }) => red || (code !== undefined && code !== 'rate_limited'));
    const last = earlier.at(-1);
    const before = log.starts.findLast(({ task, at }) => task === start.task && at < start.at);
    // A limit and a stop by the budget, which is no end here, interrupt an attempt, which continues.
    if (!last || last.at < (before?.at ?? 0) || last.code === undefined || last.code === 'rate_limited') continue;
    if (counted.length >= most) wrong.push(`${start.run} is attempt ${counted.length + 1} of ${most}`);
    const least = Math.min(HOUR_MS, backoffMs * 2 ** (counted.length - 1));
    if (least > backoffMs) delayed++;
    if (start.at < last.at + least)
      wrong.push(
        `${start.run} starts ${(start.at - last.at) / 1_000} s after its failure, at least ${least / 1_000} s`,
      );
  }
  return delayed;
}

/** Tasks that agents added start within their caps. @returns how many started */
function caps(log: NightLog, { caps: most }: NightSettings, wrong: string[]): number {
  const first = new Map<string, number>();
  for (const { task, at } of log.starts) if (log.added.has(task) && !first.has(task)) first.set(task, at);
  const starts = [...first];
  if (!most && starts.length > 0) wrong.push(`${starts.length} added tasks start without a person`);
  for (const [task, at] of most ? starts : []) {
    const before = starts.filter(([, other]) => other <= at);
    const wished = log.wishes.findLast((wish) => wish.at <= at)!.at;
    const ofRun = before.filter(([other]) => log.added.get(other) === log.added.get(task)).length;
    const ofHour = before.filter(([, other]) => other > at - HOUR_MS).length;
    const ofQueue = before.filter(([, other]) => other >= wished).length;
    if (ofRun > most!.run || ofHour > most!.hour || ofQueue > most!.queue)
      wrong.push(`an added task is number ${ofRun} of its run, ${ofHour} of the hour, ${ofQueue} of the queue`);
  }
  return first.size;
}
