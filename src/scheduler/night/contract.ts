import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { conditionsText, landingRules } from '../../domain/autonomy/rule.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { NightTerms, Run } from '../../domain/records.ts';
import { countResults } from '../../domain/runs/unreviewed.ts';
import { listed } from '../../domain/task/objections.ts';
import { taskName } from '../../domain/task/task.ts';
import { presentStop, rulesIn } from '../../runs/autonomy/rules-in.ts';
import { runsIn } from '../../runs/find-run.ts';
import { PROVIDERS } from '../../runs/providers/index.ts';
import { routedChecks, runSettings } from '../../runs/run-settings.ts';
import { checkContainable } from '../../runs/sandbox/check-start.ts';
import { canContain } from '../../runs/sandbox/machine.ts';
import { rulesOfAgent } from '../../runs/sandbox/rules.ts';
import type { ForeseenStarts, TermsAround } from '../../text/runs/night-terms.ts';
import { type KnownAgent, knownAgents } from '../../work/agents/known-agents.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { ForeseenNight, Simulation } from '../answers.ts';
import { decide } from '../decision/decide.ts';
import { frequentReasons } from '../explain.ts';
import { type Forecast, forecast } from '../forecast/forecast.ts';
import type { HoldWordsInput } from '../hold-next.ts';
import { holdInWords } from '../hold-words.ts';
import { schedulerSnapshot } from '../snapshot.ts';
import { foreseeNight } from './foresee-night.ts';
import { restartText } from './restart.ts';

/** Tells what a night with these terms would start from now on, and why it would not start the other tasks. */
export async function foreseeTerms(
  context: Context,
  terms: NightTerms,
): Promise<Pick<ForeseenNight, 'tasks' | 'assumed' | 'left'>> {
  const { snapshot, limits } = await schedulerSnapshot(context, undefined, { night: terms });
  const decision = decide(snapshot, limits, { thorough: true });
  const told = forecast(snapshot, limits, decision);
  const waiting = countResults(runsIn(context.store.state)).waiting;
  const lands = await canLand(context, told);
  return {
    ...foreseeNight({ snapshot, terms, told, holds: decision.holds, waiting, lands }),
    left: leftInWords(
      told.left.filter(({ hold }) => hold?.why !== 'unwanted'),
      claimReader(context),
    ),
  };
}

/** Counts what a night would start, and the tasks that it would not, by their reason. Pure. */
export function startsOf({ tasks, left }: Pick<ForeseenNight, 'tasks' | 'left'>): ForeseenStarts {
  const late = tasks.flatMap(({ task, because, term }) =>
    because === undefined || term === undefined ? [] : [{ task, reasons: [{ why: term, text: because, next: '' }] }],
  );
  const kept = [...late, ...left.map(({ task, why, text, next }) => ({ task, reasons: [{ why, text, next }] }))];
  return {
    starts: tasks.length - late.length,
    others: kept.length,
    reasons: frequentReasons(kept).map(({ tasks: count, id, text }) => ({ tasks: count, id, text })),
  };
}

/** Reads what a person has to know beside the terms of a night. */
export async function aroundTerms(context: Context): Promise<TermsAround> {
  const { store, clock, repositories } = context;
  const { state } = store;
  const judges = repositories.all.flatMap(({ name }) => runSettings(state, name).judges);
  const runs = runsIn(state);
  // Clients that nobody chose are known, too.
  const chosen = new Set([
    ...runs.map(({ agent }) => agent),
    ...judges,
    ...repositories.all.map(({ name }) => String(settingOf(state, 'runs.agent', name) ?? '')),
    ...Array.from(context.queue.open(), ({ agent }) => agent ?? ''),
    ...Array.from(state.all('agent'), ([name]) => name),
  ]);
  const priced = new Set(runs.flatMap(({ agent, usage }) => (usage?.costUsd === undefined ? [] : [agent])));
  const working = knownAgents(state).filter(({ name, enabled }) => enabled && chosen.has(name));
  const silent = working.filter(({ name, provider }) => {
    const { cost } = PROVIDERS[provider].capabilities;
    return cost === 'never' || (cost === 'optional' && !priced.has(name));
  });
  const open = working.filter((one) => isOpen(context, one));
  const refused = await refusalOf(context, working);
  const rules = landingRules(rulesIn(store));
  return {
    clock,
    waiting: countResults(runs).waiting,
    rules: rules.map((rule) => ({ name: rule.name, when: conditionsText(rule) })),
    checks: checksIn(context),
    sandbox: {
      isOpen: open.length > 0,
      works: refused === undefined,
      text: sandboxText({
        open: open.map(({ name }) => name),
        merges: rules.length > 0,
        can: open.length > 0 && (await canContain(context.cwd)),
        ...present({ refused }),
      }),
    },
    restart: restartText(),
    isStopped: presentStop(state) !== undefined,
    unpriced: silent.map(({ name }) => name),
    ...present({ roundUsd: largestRound(runs) }),
  };
}

/** Checks whether an agent runs without a sandbox in some repository. */
const isOpen = ({ store, repositories }: Context, agent: KnownAgent): boolean =>
  repositories.all.some(({ name }) => rulesOfAgent(store.state, agent, name).mode === 'off');

/** Returns why this machine refuses to start an agent that the settings want contained. Undefined if it contains all. */
async function refusalOf(context: Context, agents: readonly KnownAgent[]): Promise<string | undefined> {
  for (const { name } of context.repositories.all)
    for (const agent of agents)
      try {
        await checkContainable(context, agent, name);
      } catch (error) {
        if (!(error instanceof BacklogError)) throw error;
        return [sentence(error.message), error.hint].filter(Boolean).join(' ');
      }
  return undefined;
}

/**
 * Checks whether a rule may merge some result of the forecast in a night. Of agents without a sandbox, none merges on a
 * machine that could contain them.
 */
export async function canLand(context: Context, { waves }: Pick<Forecast, 'waves'>): Promise<boolean> {
  if (landingRules(rulesIn(context.store)).length === 0) return false;
  const planned = new Set(waves.flatMap(({ tasks }) => tasks.map(({ agent }) => agent)));
  const agents = knownAgents(context.store.state).filter(({ name }) => planned.has(name));
  if (agents.length === 0 || !agents.every((agent) => isOpen(context, agent))) return true;
  return !(await canContain(context.cwd));
}

/** Lists the checks of results, with the paths of those that not every result has to pass. */
function checksIn({ store, repositories }: Context): string[] {
  const routes = repositories.all.flatMap(({ name }) => routedChecks(store.state, name));
  return [
    ...new Set(routes.flatMap(({ path, names }) => names.map((one) => (path === '.' ? one : `${one} (${path})`)))),
  ];
}

/** Says whether the agents of a night are contained, and what rules merge in it. Pure. */
export function sandboxText({
  open,
  merges,
  can,
  refused,
}: {
  open: readonly string[];
  merges: boolean;
  can: boolean;
  /** Why this machine refuses to start an agent. */
  refused?: string;
}): string {
  if (refused !== undefined) return `runs are refused: ${refused}`;
  if (open.length === 0) return 'contained: agents write in their worktree only, and use the network of `runs.network`';
  const text = `open: ${listed(open).join(', ')} can use your rights, your files and your network`;
  if (!merges) return `${text}. \`runs.sandbox\` contains agents`;
  return can
    ? `${text}, so no rule merges a result of them. \`backlog setting set runs.sandbox worktree\` contains agents`
    : `${text}: this machine has no bubblewrap or no strace. Only rules that name paths merge`;
}

/** Returns the cost of the most expensive round so far, in US dollars. Undefined if no agent reported one. */
function largestRound(runs: readonly Run[]): number | undefined {
  const costs = runs.flatMap(({ rounds = [] }) =>
    rounds.flatMap(({ usage }) => usage?.costUsd ?? usage?.estimatedUsd ?? []),
  );
  return costs.length === 0 ? undefined : Math.max(...costs);
}

/** Explains the tasks that don't start automatically: each by its own reason, or by the task that it waits for. */
export function leftInWords(left: Forecast['left'], around: HoldWordsInput): Simulation['left'] {
  return left.map(({ task, hold, behind }) => ({
    task,
    ...(hold
      ? holdInWords(task, hold, around)
      : {
          why: 'behind' as const,
          text: `it is blocked by ${behind && taskName(behind)}`,
          next: `it starts after task ${behind?.id}`,
        }),
  }));
}
