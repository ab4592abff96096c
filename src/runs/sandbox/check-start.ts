import { refuse } from '../../domain/errors.ts';
import { isFromOutside, outsideAuthorText } from '../../domain/outside.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Store } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';
import { programOf } from '../../work/agents/known-agents.ts';
import { sandboxMachine } from './machine.ts';
import { planSandbox } from './plan.ts';
import { rulesOfAgent } from './rules.ts';

/**
 * Refuses an open run of text from outside: it would have the network and the person's files. The person accepts the
 * text, or contains the agent.
 * @throws BacklogError `forbidden`
 */
export function checkOutside(
  { state }: Pick<Store, 'state'>,
  { id, awaits }: Task,
  agent: KnownAgent,
  repository: string,
): void {
  if (!isFromOutside(awaits) || rulesOfAgent(state, agent, repository).mode !== 'off') return;
  const author = oneLine(outsideAuthorText(awaits), AUTHOR);
  refuse('forbidden', `task ${id} has text of ${author}, and a run without a sandbox has the network and your files`, {
    hint: `Read it, then accept it: task_accept ${id}. Or contain the agent: \`backlog agent update ${agent.name} --sandbox worktree\``,
    data: { task: id },
  });
}

/** Maximum number of characters of an author's name. */
const AUTHOR = 80;

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
