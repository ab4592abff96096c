import { join } from 'node:path';
import { DAY_MS } from '../../base/day.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Kinds } from '../../domain/records.ts';
import { presentStop } from '../../runs/autonomy/rules-in.ts';
import { budgetState } from '../../runs/budget/budget-state.ts';
import { runsIn } from '../../runs/find-run.ts';
import { isInQueue } from '../../runs/merge/entry.ts';
import type { Tx } from '../../store/index.ts';
import { ifApproved } from '../../work/config/approval.ts';
import { PASSES_FOLDER } from '../../work/config/files.ts';
import { acceptedOf, passId, passTexts } from '../../work/passes/known-passes.ts';
import { type PASS_TIMES, readPass } from '../../work/passes/read-pass.ts';
import { PASSES_PER_DAY } from '../../work/settings/orchestrator-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { liveRuns } from '../decision/retry-decision.ts';
import { isOrchestratorRunning } from './desired-state.ts';

/** The delay before a pass is started again whose process stored no run, in milliseconds. */
const AGAIN_MS = 10 * 60_000;

const SCHEDULER = formatActor(ownActor('scheduler'));

/**
 * Starts the pass that is due, in a process of its own. A failed start is a diagnostic.
 * @param starts number of tasks that start now
 * @param tried maps passes to the time of their last start by this process, in epoch ms
 */
export async function startDuePass(context: Context, starts: number, tried: Map<string, number>): Promise<void> {
  const { store, clock } = context;
  const perDay = Number(settingOf(store.state, PASSES_PER_DAY));
  if (perDay === 0) return;
  const passes = (await passFacts(context)).filter(({ id }) => clock.now - (tried.get(id) ?? 0) >= AGAIN_MS);
  if (passes.length === 0) return;
  const runs = runsIn(store.state);
  const merged = new Map<string, number>();
  for (const run of runs) {
    const at = Date.parse(run.merged?.at ?? '');
    if (at > (merged.get(run.repository) ?? 0)) merged.set(run.repository, at);
  }
  const isIdle = starts === 0 && liveRuns(runs).length === 0 && !runs.some(isInQueue);
  const hasBudget = budgetState(context)?.level === undefined;
  const due = duePass(passes, { now: clock.now, merged, isIdle, perDay, hasBudget });
  if (!due) return;
  tried.set(due.id, clock.now);
  const folder = context.repositories.all.find(({ name }) => name === due.repository)?.folder;
  if (folder === undefined) return;
  try {
    context.start({ pass: due.name }, { cwd: folder, log: join(store.dir, 'runs', 'passes.log') });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    store.appendDiagnostic(`orchestrator: can't start the pass ${due.name}: ${error.message}`);
  }
}

/** Gathers the passes that a person agreed to, and that don't run only by hand. Leaves out those that can't be read. */
async function passFacts(context: Context): Promise<PassFacts[]> {
  const { store, repositories } = context;
  const found: PassFacts[] = [];
  for (const one of repositories.all) {
    const { name: repository } = one;
    for (const [name, text] of ifApproved(store, (records) => [...passTexts(records, repository)]) ?? []) {
      const pass = await readPass(name, text, `${PASSES_FOLDER}/${name}.md`).catch(() => undefined);
      if (!pass || pass.when === 'by hand') continue;
      const id = passId(one, name);
      const { paused } = acceptedOf(store.state.all('proposal'), id);
      const runs = store.state.get('pass', id)?.runs ?? [];
      found.push({
        ...{ id, name, repository, when: pass.when, isAgent: pass.agent !== undefined, isPaused: paused },
        ...historyOf(runs, context),
      });
    }
  }
  return found;
}

function historyOf(
  runs: Kinds['pass']['runs'],
  { alive, clock }: Pick<Context, 'alive' | 'clock'>,
): Pick<PassFacts, 'isActive' | 'last' | 'today'> {
  const complete = runs.findLast(({ ms }) => ms !== undefined);
  return {
    isActive: runs.some(({ ms, process }) => ms === undefined && process !== undefined && alive(process) !== false),
    ...(complete ? { last: Date.parse(complete.at) } : {}),
    today: runs.filter(({ at, actor }) => actor === SCHEDULER && clock.now - Date.parse(at) < DAY_MS).length,
  };
}

/** Checks in the transaction that begins a pass that a person still wants work to start. @throws BacklogError `conflict` */
export function checkWanted(tx: Tx): void {
  if (presentStop(tx)) refuse('conflict', 'a person stopped autonomy');
  if (!isOrchestratorRunning(tx)) refuse('conflict', 'the orchestrator is no longer running');
}

/** A pass as the decision reads it. */
export interface PassFacts {
  /** Its identity, which no pass of another repository has. */
  id: string;
  name: string;
  /** Name of the repository in which it looks. */
  repository: string;
  when: (typeof PASS_TIMES)[number];
  /** Whether an agent looks, which costs money. */
  isAgent: boolean;
  /** Whether it pauses itself, because people accepted too few of its proposals. */
  isPaused: boolean;
  /** Whether it runs now. */
  isActive: boolean;
  /** When its last complete run began, in epoch ms. */
  last?: number;
  /** How often the orchestrator started it within the last day. */
  today: number;
}

/** The surroundings of the decision. */
export interface PassTimes {
  now: number;
  /** When the last run was merged, in epoch ms, by the repository's name. */
  merged: ReadonlyMap<string, number>;
  /** Whether no run is active, none starts, and no result waits to be merged. */
  isIdle: boolean;
  /** Maximum number of starts of one pass within a day. */
  perDay: number;
  /** Whether the budget leaves money for an agent. */
  hasBudget: boolean;
}

/** The shortest time between two runs of a pass for idle times, in milliseconds. */
const IDLE_PAUSE_MS = 6 * 3_600_000;

/**
 * Decides which pass starts now. Pure. One pass runs at a time: the one that has waited longest.
 * @returns undefined if none is due
 */
export function duePass(passes: readonly PassFacts[], times: PassTimes): PassFacts | undefined {
  if (passes.some(({ isActive }) => isActive)) return undefined;
  return passes
    .filter((pass) => mayStart(pass, times) && isDue(pass, times))
    .sort((a, b) => (a.last ?? 0) - (b.last ?? 0) || (a.id < b.id ? -1 : 1))[0];
}

function mayStart({ isPaused, isAgent, today }: PassFacts, { perDay, hasBudget }: PassTimes): boolean {
  return !isPaused && today < perDay && (hasBudget || !isAgent);
}

function isDue({ when, last, repository }: PassFacts, { now, merged, isIdle }: PassTimes): boolean {
  if (when === 'after merges') {
    const at = merged.get(repository);
    return at !== undefined && (last === undefined || last < at);
  }
  return when === 'when idle' && isIdle && (last === undefined || now - last >= IDLE_PAUSE_MS);
}
