import { refuse } from '../../domain/errors.ts';
import type { Store } from '../../store/index.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';
import { programOf } from '../../work/agents/known-agents.ts';
import { sandboxMachine } from './machine.ts';
import { planSandbox } from './plan.ts';
import { rulesOfAgent } from './rules.ts';

/**
 * Refuses a start that the rules want contained, on a machine that can't contain it.
 * @throws BacklogError `not-found` with the packages to install
 */
export async function checkContainable(
  { store, cwd }: { store: Pick<Store, 'state' | 'dir'>; cwd: string },
  agent: KnownAgent,
  repository: string,
): Promise<void> {
  const rules = rulesOfAgent(store.state, agent, repository);
  if (rules.mode === 'off') return;
  const needs = { folder: cwd, queue: store.dir, objects: [], reads: [], servers: [], outside: false, sockets: cwd };
  const plan = planSandbox(rules, needs, await sandboxMachine(programOf(agent), process.env, cwd));
  if (plan.how === 'refused')
    refuse('not-found', `agent ${agent.name} can't be contained: ${plan.why}`, {
      hint: plan.hint,
      data: { agent: agent.name },
    });
}
