import { installStep } from '../../domain/runs/providers.ts';
import { type KnownAgent, knownAgents, programOf } from '../../work/agents/known-agents.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { AgentRules } from '../sandbox/rules.ts';
import { programProblem } from './find-program.ts';

type Records = Parameters<typeof knownAgents>[0];

/** What is needed of an agent to ask it. */
export interface AskedAgent
  extends Readonly<Pick<KnownAgent, 'name' | 'provider' | 'binary' | 'model' | 'effort'>>,
    Readonly<AgentRules> {
  readonly argv?: readonly string[] | undefined;
}

/** A judge that is no check: its name, and its agent if there is one. */
export interface NamedJudge {
  name: string;
  agent: KnownAgent | undefined;
}

/**
 * Returns the judges of a result, of the names in `runs.judges` that no check has. Equal models miss the same faults, so
 * an agent of the provider that made the result judges only if no other is named. A name without an agent stays: nobody
 * may take the result for judged.
 * @param maker the provider of the agent that made the result
 */
export function judgingAgents(state: Records, names: readonly string[], maker: string | undefined): NamedJudge[] {
  const known = new Map(knownAgents(state).map((agent) => [agent.name, agent]));
  const all = names.map((name) => ({ name, agent: known.get(name) }));
  const isOther = ({ agent }: NamedJudge) => agent !== undefined && agent.provider !== maker;
  return all.some(isOther) ? all.filter((judge) => judge.agent === undefined || isOther(judge)) : all;
}

/**
 * Says why an agent can't be asked on this machine, with the next step.
 * @param around PATH and the folder of relative paths
 * @returns undefined if it can be asked
 */
export function askProblem(
  agent: AskedAgent,
  around: Parameters<typeof programProblem>[1],
  { who, does } = { who: 'agent', does: 'be asked' },
): string | undefined {
  const { name, provider } = agent;
  if (!PROVIDERS[provider].ask) return `the agent ${name} can't ${does}: Backlog can't keep its program from writing`;
  const program = programOf(agent);
  const problem = programProblem(program, around);
  return problem && `the ${who} ${name} can't start: ${problem}. Next: ${installStep(program)}`;
}

/** Says the same about a judge, with the other way to ask its program. */
export function judgeProblem(agent: AskedAgent, around: Parameters<typeof programProblem>[1]): string | undefined {
  const { name, provider } = agent;
  const problem = askProblem(agent, around, { who: 'judge', does: 'judge' });
  if (problem === undefined || PROVIDERS[provider].ask) return problem;
  return `${problem}. Define a check that asks it: \`backlog setting set checks.${name} "<command>"\``;
}

/** Says the same about the environment of this process. @param cwd the folder of relative paths */
export function judgeProblemHere(agent: AskedAgent, cwd: string): string | undefined {
  return judgeProblem(agent, { path: process.env.PATH, cwd });
}
