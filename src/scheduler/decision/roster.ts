import { onceEach } from '../../base/lazy.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { ProviderName } from '../../domain/runs/providers.ts';
import type { Task } from '../../domain/task/task.ts';
import { beyondLimits } from '../../work/agents/agent-limits.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';
import { agentsInOrder } from '../../work/agents/route-agent.ts';
import type { AgentHoldReason, HoldReason, Limits, SchedulerSnapshot, Start } from '../snapshot-types.ts';
import { isDown, limitedUntil, liveRuns, parkedRuns } from './retry-decision.ts';

export interface Roster {
  left(): number;
  /** Checks whether the number of runs allows a start, and some agent is free. The agent may fit no task. */
  isFree(): boolean;
  /** Chooses an agent for the task, or returns the reason why there is none. */
  pick(task: Task): { agent: KnownAgent } | { hold: HoldReason };
  /** Checks whether an agent fits the task. The agent may be busy. */
  able(task: Task): boolean;
  take(agent: Pick<KnownAgent, 'name' | 'provider'>): void;
}

/**
 * Determines which agents are free. Active runs count towards the limits of agents. Failed runs show accounts at their
 * limit, and agents that can't start.
 * @param runs the runs that count; a forecast of a later time counts none
 */
export function rosterOf(snapshot: SchedulerSnapshot, limits: Limits, runs = snapshot.runs): Roster {
  const { agents, repositories, missing, now, wishedAt } = snapshot;
  const byAgent = new Map<string, number>();
  const byProvider = new Map<ProviderName, number>();
  let busy = 0;
  const known = new Map<KnownAgent, AgentHoldReason[]>();
  const take = ({ name, provider }: Pick<KnownAgent, 'name' | 'provider'>) => {
    busy++;
    known.clear();
    count(byAgent, name);
    count(byProvider, provider);
  };
  for (const { agent, provider } of liveRuns(runs)) take({ name: agent, provider });
  const before = { byAgent: new Map(byAgent), byProvider: new Map(byProvider) };
  const limited = limitedProviders(runs, now);
  const down = downAgents(runs, wishedAt);
  const parked = parkedRuns(snapshot.runs);
  const ranked = onceEach((first: string) => agentsInOrder(agents, first));

  const occupied = ({ name, provider, slots }: KnownAgent): AgentHoldReason[] => {
    const holds: AgentHoldReason[] = [];
    const limit = limited.get(provider);
    if (limit) holds.push({ why: 'limited', provider, ...limit });
    const broken = down.get(name);
    if (broken) holds.push({ why: 'down', run: broken });
    const program = missing.get(name);
    if (program !== undefined) holds.push({ why: 'missing', program });
    const own = byAgent.get(name) ?? 0;
    if (slots !== undefined && own >= slots)
      holds.push({ why: 'full', most: slots, starting: own - (before.byAgent.get(name) ?? 0) });
    const most = limits.providers?.[provider];
    const all = byProvider.get(provider) ?? 0;
    if (most !== undefined && all >= most)
      holds.push({ why: 'provider-full', provider, most, starting: all - (before.byProvider.get(provider) ?? 0) });
    return holds;
  };
  /** Returns {@link occupied}, computed once between two starts. */
  const occupiedNow = (agent: KnownAgent): AgentHoldReason[] => {
    const found = known.get(agent) ?? occupied(agent);
    known.set(agent, found);
    return found;
  };

  const routesFor = (task: Task) => {
    const home = snapshot.home(task);
    return 'repository' in home ? snapshot.routes(home.repository) : undefined;
  };
  /** Returns the only agent that may have the task: its assignee, otherwise the agent of the run that it continues. */
  const onlyFor = (task: Task) => task.agent ?? parked.get(task.uuid)?.agent;
  const asked = (task: Task) => {
    const only = onlyFor(task);
    const routes = only === undefined ? routesFor(task) : undefined;
    const name = only ?? routes?.of(task)?.agent;
    if (name !== undefined) return agents.filter((agent) => agent.name === name);
    return ranked(routes?.fallback ?? snapshot.defaultAgent);
  };
  const against = (agent: KnownAgent, task: Task): AgentHoldReason[] => [
    ...beyondLimits(agent, task, repositories),
    ...occupiedNow(agent),
  ];
  const left = () => Math.max(0, limits.agents - busy);

  return {
    left,
    isFree: () => left() > 0 && agents.some((agent) => occupiedNow(agent).length === 0),
    take,
    able: (task) =>
      asked(task).some((agent) => against(agent, task).every(({ why }) => why === 'full' || why === 'provider-full')),
    pick(task) {
      const none: { agent: string; because: AgentHoldReason[] }[] = [];
      for (const agent of asked(task)) {
        const because = against(agent, task);
        if (because.length === 0) return { agent };
        none.push({ agent: agent.name, because });
      }
      const rule = onlyFor(task) === undefined ? routesFor(task)?.of(task) : undefined;
      if (rule && none.length === 0)
        none.push({ agent: rule.agent, because: [{ why: 'unknown', setting: rule.setting }] });
      return { hold: { why: 'agents', none } };
    },
  };
}

/** Takes a place for each attempt at a task. Another agent gets one if the places of the first are used. */
export function takeAgents(roster: Roster, task: Task, first: KnownAgent, count: number): Pick<Start, 'attempts'> {
  const names = [first.name];
  roster.take(first);
  while (names.length < count) {
    const more = roster.pick(task);
    if ('hold' in more) break;
    roster.take(more.agent);
    names.push(more.agent.name);
  }
  return names.length > 1 ? { attempts: names } : {};
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function limitedProviders(runs: readonly Run[], now: number): Map<ProviderName, { until: Instant; run: Run }> {
  const found = new Map<ProviderName, { until: Instant; run: Run }>();
  for (const run of runs) {
    const until = limitedUntil(run, now);
    if (until === undefined) continue;
    const instant = toInstant(until);
    if ((found.get(run.provider)?.until ?? '') < instant) found.set(run.provider, { until: instant, run });
  }
  return found;
}

function downAgents(runs: readonly Run[], wishedAt: Instant): Map<string, Run> {
  return new Map(runs.filter((run) => isDown(run, wishedAt)).map((run) => [run.agent, run]));
}
