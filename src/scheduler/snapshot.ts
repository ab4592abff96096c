import { onceEach } from '../base/lazy.ts';
import { present } from '../base/present.ts';
import { FIRST_INSTANT, toInstant } from '../domain/instant.ts';
import type { NightTerms, Repository, Run } from '../domain/records.ts';
import { isLive } from '../domain/runs/run-states.ts';
import { countResults, type RunsElsewhere } from '../domain/runs/unreviewed.ts';
import { FilterError } from '../filter/index.ts';
import { findProgram } from '../runs/agents/find-program.ts';
import { attemptsFor } from '../runs/attempts/read-attempts.ts';
import { startRules } from '../runs/autonomy/start-rules.ts';
import { budgetDay } from '../runs/budget/budget-day.ts';
import { spendingOf } from '../runs/budget/spent.ts';
import { runsIn } from '../runs/find-run.ts';
import { openStore } from '../store/index.ts';
import { type KnownAgent, knownAgents, programOf } from '../work/agents/known-agents.ts';
import { routesOf } from '../work/agents/route-agent.ts';
import { snapshotNow } from '../work/claim/snapshot.ts';
import { activeNight } from '../work/night/current.ts';
import { isFolder } from '../work/paths/folder.ts';
import { isAlive } from '../work/processes/processes.ts';
import { queueFolders } from '../work/queues/queues.ts';
import { ADDED_CAPS, ADDED_TASKS } from '../work/settings/orchestrator-settings.ts';
import { STACK } from '../work/settings/run-settings.ts';
import { settingOf } from '../work/settings/settings.ts';
import { compileContextFilter, uuidsOfAnyStatus } from '../work/task/select.ts';
import { selectTasks } from '../work/task/selection.ts';
import type { Context } from '../work/workspace/context.ts';
import { recorded } from '../work/workspace/repositories.ts';
import { type Ancestry, type Landings, landingsOf } from './decision/landings.ts';
import { limitsOf, limitsOfNight, orchestratorOf } from './loop/desired-state.ts';
import { loopFolder } from './loop/ensure-loop.ts';
import { preferredGoal } from './preferred-goal.ts';
import type { Area, Limits, SchedulerSnapshot } from './snapshot-types.ts';

/** Collects the data for a decision, including git's. `wished` replaces what a person wishes now. */
export async function schedulerSnapshot(
  context: Context,
  known?: Ancestry,
  wished?: Wished,
): Promise<{ snapshot: SchedulerSnapshot; limits: Limits }> {
  return gatherSnapshot(context, await landingsOf(context, known), wished);
}

/** What replaces the orchestrator's own wish: another goal, or the terms of a night that has not begun. */
export interface Wished {
  goal?: string | undefined;
  night?: NightTerms;
}

/** Collects the data for a decision without git: merged results count as available; tasks have a repository. */
export function schedulerSnapshotWithoutGit(
  context: Context,
): Promise<{ snapshot: SchedulerSnapshot; limits: Limits }> {
  return gatherSnapshot(context, { unlanded: () => [], home: () => ({ repository: '' }) });
}

async function gatherSnapshot(
  context: Context,
  landings: Pick<Landings, 'unlanded' | 'home'>,
  wished: Wished = {},
): Promise<{ snapshot: SchedulerSnapshot; limits: Limits }> {
  const { state } = context.store;
  const { night: terms } = wished;
  const now = toInstant(context.clock.now);
  const wish = terms ? { filter: terms.filter, goal: terms.goal, at: now } : orchestratorOf(state);
  const night = terms ? { at: now, terms } : activeNight(state);
  const filtered = await filteredBy(context, wish?.filter);
  const runs = runsIn(state);
  const limits = terms ? limitsOfNight(limitsOf(state), terms, now) : limitsOf(state);
  const facts = context.facts();
  const agents = knownAgents(state);
  const claims = snapshotNow(context);
  const snapshot: SchedulerSnapshot = {
    ...claims,
    facts,
    coefficients: context.coefficients,
    runs,
    agents,
    missing: missingPrograms(agents, loopFolder(context)),
    routes: onceEach((repository: string) => routesOf(state, repository)),
    defaultAgent: routesOf(state).fallback,
    ...filtered,
    ...(await elsewhereIn(context, limits)),
    ...(limits.areas ? { areas: await areasIn(context, limits.areas) } : {}),
    ...present({ preferred: preferredGoal(state, facts, wished.goal ?? wish?.goal) }),
    ...present({ night }),
    ...(await intakeIn(context, night)),
    unlanded: landings.unlanded,
    home: landings.home,
    stacks: (task) => {
      const home = landings.home(task);
      return 'repository' in home && settingOf(state, STACK, home.repository) === true;
    },
    attemptsAt: (task) => {
      const home = landings.home(task);
      return attemptsFor(state, task, 'repository' in home ? home.repository : undefined);
    },
    ...(context.store.address === undefined ? {} : { elsewhere: context.elsewhere }),
    claimedFor: onceEach(claims.claimedFor),
    spentUsd: limits.budget ? spendingOf(context, limits.budget).usd : 0,
    tomorrow: budgetDay(context, limits.budget ?? {}).tomorrow,
    wishedAt: wish?.at ?? FIRST_INSTANT,
  };
  return { snapshot, limits };
}

/** Returns the programs that aren't in this process's PATH, by the name of the agent. */
function missingPrograms(agents: readonly KnownAgent[], cwd: string): Map<string, string> {
  const path = process.env.PATH;
  const needed = agents.map((agent) => [agent.name, programOf(agent)] as const);
  return new Map(needed.filter(([, program]) => findProgram(program, { path, cwd }) === undefined));
}

/** Counts the runs of other queues, if the limit of unreviewed results does. */
export async function elsewhereIn(
  { store }: Pick<Context, 'store'>,
  { unreviewed, unreviewedIn }: Limits,
): Promise<Pick<SchedulerSnapshot, 'runsElsewhere'>> {
  if (unreviewed === undefined || unreviewedIn === undefined) return {};
  return { runsElsewhere: await runsElsewhere(store.dir) };
}

/** Reads the filters of areas. An area whose filter can't be read has every task, so that its limit still holds. */
async function areasIn(context: Context, areas: NonNullable<Limits['areas']>): Promise<Area[]> {
  return Promise.all(
    areas.map(async ({ filter, most }) => {
      const uuids = await uuidsOfAnyStatus(context, filter).catch(() => undefined);
      return { filter, most, has: (uuid: string) => uuids?.has(uuid) ?? true };
    }),
  );
}

async function filteredBy(
  context: Context,
  filter: string | undefined,
): Promise<Pick<SchedulerSnapshot, 'wanted' | 'unreadable'>> {
  if (filter === undefined) return { wanted: () => true };
  try {
    const { tasks } = selectTasks(await compileContextFilter(context, filter), context.facts());
    const uuids = new Set(tasks.map(({ uuid }) => uuid));
    return { wanted: ({ uuid }) => uuids.has(uuid) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { wanted: () => false, unreadable: error.message };
  }
}

/**
 * Returns the limits of tasks that no person added or accepted, and which of them rules let start. Empty if all of them
 * wait for a person. The terms of a night replace the setting, but not its limits.
 */
async function intakeIn(
  context: Context,
  night: SchedulerSnapshot['night'],
): Promise<Pick<SchedulerSnapshot, 'intake' | 'mayStart'>> {
  if (night?.terms.newTasks === 0) return {};
  const { state } = context.store;
  const [run, hour, queue] = ADDED_CAPS.map(([name]) => Number(settingOf(state, name)));
  const intake = { run: run!, hour: hour!, queue: queue! };
  if (night || settingOf(state, ADDED_TASKS) === 'start') return { intake };
  const mayStart = await startRules(context);
  return mayStart ? { intake, mayStart } : {};
}

/**
 * Counts the runs of all other queues of this machine, from their records: a queue on a server isn't one of them, nor one
 * whose repositories are gone.
 * @param own folder of the queue that is left out
 */
export async function runsElsewhere(own: string, env: NodeJS.ProcessEnv = process.env): Promise<RunsElsewhere> {
  const folders = [...queueFolders(env).values()].filter((dir) => dir !== own);
  const all = (await Promise.all(folders.map(resultsIn))).filter((one) => one !== 'abandoned');
  const read = all.filter((one) => one !== undefined);
  return {
    review: sum(read.map(({ waiting }) => waiting)),
    active: sum(read.map(({ active }) => active)),
    queues: read.length,
    unread: all.length - read.length,
  };
}

/**
 * Checks whether nothing carries out a run that its record calls active, as after a restart. Its queue finds that out when
 * somebody opens it.
 */
const isDead = ({ state, supervisor }: Run): boolean =>
  isLive(state) && supervisor !== undefined && isAlive(supervisor) === false;

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Checks whether the folders of a queue's repositories are gone, so that nobody can review a result of it. */
const isAbandoned = (repositories: readonly Repository[]): boolean =>
  repositories.length > 0 && !repositories.some(({ folder }) => isFolder(folder));

async function resultsIn(dir: string) {
  const store = await openStore({ dir, kinds: ['run', 'repository'] }).catch(() => undefined);
  if (!store) return undefined;
  try {
    if (isAbandoned(recorded(store.state))) return 'abandoned';
    return countResults(Array.from(store.state.all('run'), ([, run]) => run).filter((run) => !isDead(run)));
  } finally {
    await store.close();
  }
}
