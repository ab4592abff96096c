import { counted } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { isPersons } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isOver } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Store } from '../../store/index.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { chosenAgent } from '../../work/agents/route-agent.ts';
import { ATTEMPTS, MOST_ATTEMPTS } from '../../work/settings/run-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';

interface Wanted {
  attempts?: number | null | undefined;
  agents?: readonly string[] | undefined;
  agent?: string | undefined;
  model?: string | undefined;
}

/**
 * Checks the number of attempts and their agents, before anything starts.
 * @returns the options of {@link beginRuns}, and a note if the history speaks against several attempts
 * @throws BacklogError `usage`, `invalid`, `not-found` for an unknown agent
 */
export function readAttempts(
  context: Pick<Context, 'store' | 'queue'>,
  tasks: readonly Task[],
  { attempts, agents = [], agent, model }: Wanted,
): { attempts?: number; agents?: readonly string[]; notes: string[] } {
  const { state } = context.store;
  if (agents.length > 0 && agent !== undefined)
    refuse('usage', 'agent and agents cannot be combined', {
      hint: `Name all agents: \`--agents ${agent},${agents.join(',')}\``,
    });
  for (const name of agents) agentNamed(state, name);
  const most = Number(settingOf(state, MOST_ATTEMPTS));
  const number = attempts ?? Math.max(1, agents.length);
  const bound = `the setting ${MOST_ATTEMPTS} allows at most ${most}`;
  if (!Number.isInteger(number) || number < 1 || number > most)
    refuse('invalid', `attempts: expected a whole number from 1 to ${most}, received ${number} (${bound})`, {
      hint: `A person can change the bound: \`backlog setting set ${MOST_ATTEMPTS} ${Math.max(most, 1) + 1}\`.`,
      data: { field: 'attempts', received: number, most, setting: MOST_ATTEMPTS },
    });
  if (number < agents.length)
    refuse('usage', `${number} attempts are too few for ${agents.length} agents`, {
      hint: `Leave the number out for one attempt of each, or: \`--attempts ${agents.length}\``,
    });
  if (model !== undefined && new Set(agents).size > 1)
    refuse('usage', 'one model cannot be that of several agents', {
      hint: 'Leave the model out. Each agent then uses the one in its record.',
    });
  if (number === 1) return { ...(agents.length > 0 ? { agents } : {}), notes: [] };
  return { attempts: number, agents, notes: doubtsOf(context, tasks, agents.length > 0 ? agents : [agent]) };
}

/** Returns the first doubt about several attempts at these tasks. Several agents are compared in any case. */
function doubtsOf(
  { store, queue }: Pick<Context, 'store' | 'queue'>,
  tasks: readonly Task[],
  agents: readonly (string | undefined)[],
): string[] {
  if (new Set(agents).size > 1) return [];
  const runs = runsIn(store.state);
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  for (const task of tasks) {
    const name = agents[0] ?? task.agent ?? chosenAgent(store.state, task, runs.at(-1)?.repository ?? '');
    const doubt = doubtAbout(runs, { agent: name, type: task.type }, typeOf);
    if (doubt) return [doubt];
  }
  return [];
}

/**
 * Returns the number of attempts that the orchestrator starts at a task: by its tags in the order of the alphabet, then by
 * its type, then by the common setting. The bound of a person's call counts here, too.
 */
export function attemptsFor(
  state: Pick<Store['state'], 'get' | 'all'>,
  { tags = [], type }: Pick<Task, 'tags' | 'type'>,
  repository?: string,
): number {
  const said = (name: string) => Number(settingOf(state, name, repository)) || undefined;
  const byTag = [...tags].sort().map((tag) => said(`${ATTEMPTS}.tag.${tag}`));
  const wanted =
    byTag.find((one) => one !== undefined) ?? (type === undefined ? undefined : said(`${ATTEMPTS}.type.${type}`));
  return Math.min(wanted ?? said(ATTEMPTS) ?? 1, said(MOST_ATTEMPTS) ?? 1);
}

/** Least number of tasks from which the history tells, and the part of them that counts as most. */
const LEAST_TASKS = 5;
const LEAST_GROUPS = 3;
const MOST_OF = 0.8;

/**
 * Says in one line why further attempts at a task will probably not pay; undefined if the history doesn't show it. It
 * counts the tasks of the same type with the same agent:
 * - Of at least {@link LEAST_TASKS} tasks, 80 % were merged from their first attempt, without changes that a person asked for.
 * - Of at least {@link LEAST_GROUPS} groups of attempts, the first one was always kept.
 */
export function doubtAbout(
  runs: readonly Run[],
  { agent, type }: { agent: string; type: string | undefined },
  typeOf: (task: string) => Task['type'],
): string | undefined {
  const own = runs.filter((run) => run.agent === agent && typeOf(run.task) === type);
  const what = type === undefined ? 'tasks without a type' : `tasks of type ${type}`;
  const groups = [...groupedBy(own, ({ group }) => group)].filter(([group]) => group !== undefined);
  const kept = groups.flatMap(([group, members]) => {
    const one = members.find(isAccepted);
    return one ? [one.id === group] : [];
  });
  if (kept.length >= LEAST_GROUPS && kept.every(Boolean))
    return `More attempts rarely pay here: of ${counted(kept.length, 'group')} of attempts of ${agent} at ${what}, the first attempt was kept each time.`;
  const firsts = [...groupedBy(own, ({ task }) => task).values()]
    .map((members) => members.reduce((first, run) => (run.attempt < first.attempt ? run : first)))
    .filter(({ group, state }) => group === undefined && isOver(state));
  const accepted = firsts.filter(isAcceptedAsItWas);
  if (firsts.length < LEAST_TASKS || accepted.length / firsts.length < MOST_OF) return undefined;
  return `More attempts rarely pay here: ${accepted.length} of ${firsts.length} first attempts of ${agent} at ${what} were accepted.`;
}

const isAccepted = ({ state, reverted }: Run): boolean => state === 'merged' && !reverted;

/** Checks whether a run was merged without changes that a person asked for. */
function isAcceptedAsItWas(run: Run): boolean {
  const isAsked = (run.notes ?? []).some(({ actor, message }) => !message && isPersons(actor));
  return isAccepted(run) && !isAsked;
}
