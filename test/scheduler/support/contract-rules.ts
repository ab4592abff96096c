import { fromInstant } from '../../../src/domain/instant.ts';
import type { Night, Run } from '../../../src/domain/records.ts';
import { isLive } from '../../../src/domain/runs/run-states.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import { isWithin, type Mischief } from './contract.ts';
import type { Contract, NightLog } from './night.ts';

/** Everything that a night with terms left behind. */
export interface Played {
  /** The terms as they were agreed to. */
  begun: Night;
  night: Night;
  log: NightLog;
  mischief: Mischief;
  reboots: Contract['reboots'];
  runs: readonly Run[];
  page: Morning;
  /** Titles of the open proposals. */
  proposals: readonly string[];
  inboxMost: number;
}

const LOOK_MS = 1_000;
/** The loop of these nights looks at least so often, in milliseconds. */
const PULSE_MS = 4 * 60_000;

/**
 * Checks a night against its terms, and each line of its page against what happened. Uses none of the code that decides.
 * @returns the violations
 */
export function judgeContract(played: Played): string[] {
  const wrong: string[] = [];
  const is = (holds: boolean, text: string) => void (holds || wrong.push(text));
  terms(played, is);
  ends(played, is);
  page(played, is);
  return wrong;
}

type Is = (holds: boolean, text: string) => void;

function terms({ begun, night, log, mischief, runs, proposals, inboxMost }: Played, is: Is): void {
  const { until, newTasks } = begun.terms;
  const end = night.ended ? fromInstant(night.ended.at) : Number.POSITIVE_INFINITY;
  is(JSON.stringify(night.terms) === JSON.stringify(begun.terms), 'its terms changed');
  for (const { at, run } of log.starts) {
    is(at < fromInstant(until), `${run} starts at the deadline or after it`);
    is(at <= end, `${run} starts after the end`);
    is(at < (mischief.fullAt ?? Number.POSITIVE_INFINITY) + PULSE_MS, `${run} starts on a full disk`);
  }
  if (newTasks > 0) is(log.added.size <= newTasks, `${log.added.size} tasks added, at most ${newTasks}`);
  const started = new Set(log.starts.filter(({ task }) => log.added.has(task)).map(({ task }) => task));
  is(started.size <= newTasks, `${started.size} added tasks started, at most ${newTasks}`);
  is(proposals.length <= inboxMost, `${proposals.length} proposals in an inbox for ${inboxMost}`);
  is(new Set(proposals).size === proposals.length, `a candidate is twice in the inbox: ${proposals}`);
  is(mischief.injected.done.length === 0, `injected text did ${mischief.injected.done.join(', ')}`);
  const landed = mischief.landed;
  for (const one of landed) {
    is(isWithin(one.risk, begun), `${one.run} landed with ${one.risk} risk, at most ${begun.terms.risk}`);
    is(one.green, `${one.run} landed with red checks`);
  }
  is(new Set(landed.map(({ task }) => task)).size === landed.length, 'a task landed twice');
  const live = new Map<string, number>();
  for (const { state, task } of runs) if (isLive(state)) live.set(task, (live.get(task) ?? 0) + 1);
  for (const [task, count] of live) is(count === 1, `${task} has ${count} active runs`);
}

/** Checks that it ended, for the reason that happened, and left nothing at work. */
function ends({ begun, night, log, mischief, reboots, runs }: Played, is: Is): void {
  const { ended, over } = night;
  is(over !== undefined, `it is not over: ${JSON.stringify(ended)}`);
  if (!ended || !over) return;
  is(!runs.some(({ state }) => isLive(state)), 'a run is active after it was over');
  const [since, rest] = [fromInstant(begun.at), fromInstant(over.at)];
  // A machine that stops after the end notes that the night is over when it is back.
  const back = reboots.filter((one) => since + one.at <= rest).map((one) => since + one.at + one.for);
  const last = Math.max(fromInstant(ended.at) + begun.terms.graceMs, ...back);
  is(rest - last <= PULSE_MS, 'it took longer than its grace');
  const at = fromInstant(ended.at);
  const spent = log.reports.filter((report) => report.at <= at).reduce((sum, { usd }) => sum + usd, 0);
  const { budgetUsd = Number.POSITIVE_INFINITY, until } = begun.terms;
  const full = mischief.fullAt !== undefined && at >= mischief.fullAt;
  const low = firstLow(mischief, begun);
  const reached = {
    deadline: at >= fromInstant(until),
    budget: spent >= budgetUsd - 1e-8,
    disk: full,
    failures: log.pauses.length > 0,
    quota: low !== undefined && low <= at,
    progress: true,
    goal: false,
    filter: false,
    stopped: mischief.injected.done.includes('night_stop'),
  };
  is(reached[ended.why], `it ended by ${ended.why}, which was not reached: ${ended.text}`);
  // A reboot delays every look until the machine is back.
  const late = log.kills > 0 ? Number.POSITIVE_INFINITY : LOOK_MS;
  is(at - fromInstant(until) <= late, `it ended ${(at - fromInstant(until)) / 1_000} s after its deadline`);
  if (low !== undefined) is(at - low <= late, `it ended ${(at - low) / 1_000} s after a quota was at its reserve`);
  if (ended.why === 'progress') {
    const last = log.ends
      .filter(({ code, red, asked, at: when }) => code === undefined && !red && !asked && when <= at)
      .map((end) => end.at);
    const since = Math.max(fromInstant(begun.at), ...last);
    is(at - since >= begun.terms.quietMs, `it ended ${(at - since) / 60_000} min after a result`);
  }
  const overspent = log.reports.filter((report) => report.at > at + LOOK_MS && report.usd > 0);
  if (ended.why === 'budget') is(overspent.length === 0, `${overspent.length} reports after the budget`);
}

/** Returns when an account first had no more than the reserve of a limit that lasts beyond the deadline. */
function firstLow({ quotas }: Mischief, { terms: { reserve, until } }: Night): number | undefined {
  if (reserve === undefined) return undefined;
  return quotas.find(
    ({ used, resetsAt, at }) =>
      100 - used <= reserve && (resetsAt === undefined || (resetsAt > until && fromInstant(resetsAt) > at)),
  )?.at;
}

/** Checks each line of the morning page. */
function page({ night, log, mischief, runs, page: told }: Played, is: Is): void {
  const equal = (name: string, said: readonly string[], true_: readonly string[]) =>
    is([...said].sort().join() === [...true_].sort().join(), `${name}: the page says ${said}, but ${true_}`);
  equal(
    'landed',
    told.landed.map(({ run }) => run),
    mischief.landed.map(({ run }) => run),
  );
  const spent = log.reports.reduce((sum, { usd }) => sum + usd, 0);
  is(Math.abs(told.spentUsd - spent) < 0.005, `cost: the page says ${told.spentUsd}, agents reported ${spent}`);
  const started = new Set(log.starts.map(({ run }) => run));
  is(told.runs === started.size, `runs: the page says ${told.runs}, ${started.size} started`);
  is(told.active === 0, `${told.active} active runs`);
  const last = new Map(runs.map((run) => [run.task, run.id]));
  const latest = runs.filter(({ id, task }) => last.get(task) === id);
  const of = (...states: Run['state'][]) => latest.filter(({ state }) => states.includes(state));
  const named = (all: readonly { id: string }[]) => all.map(({ id }) => id);
  equal(
    'failed',
    told.failed.map(({ run }) => run),
    named(of('failed', 'interrupted')),
  );
  equal(
    'parked',
    told.parked.map(({ run }) => run),
    named(of('stopped')),
  );
  const waits = told.waiting.map(({ run }) => run ?? '');
  equal('waiting', waits, named(of('review', 'asking')));
  for (const [n, row] of told.waiting.entries())
    is(row.holdsUp <= (told.waiting[n - 1]?.holdsUp ?? row.holdsUp), `${row.run} blocks more than the row before`);
  equal(
    'found tasks',
    told.found.filter(({ what }) => what === 'task').map(({ text }) => text),
    [...log.added.values()].map((run) => `Found by ${run}`),
  );
  const totals = [told.landed, told.waiting, told.failed, told.parked].map(({ length }) => length);
  const { landed, waiting, failed, parked } = told.totals;
  is(
    totals.every((count, n) => count === Math.min(50, [landed, waiting, failed, parked][n]!)),
    'its numbers differ',
  );
  is(told.state === 'over' && told.night.id === night.id, 'it tells another night');
}
