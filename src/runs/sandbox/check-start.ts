import { refuse } from '../../domain/errors.ts';
import { outsideAuthorText } from '../../domain/outside.ts';
import { isFromOutside, type Task } from '../../domain/task/task.ts';
import type { Store } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';
import { programOf } from '../../work/agents/known-agents.ts';
import { expectedChecks } from '../checks.ts';
import { runSettings } from '../run-settings.ts';
import { sandboxMachine } from './machine.ts';
import { planSandbox } from './plan.ts';
import { rulesOfAgent, rulesOfCheck } from './rules.ts';

/**
 * Refuses an open run of text from outside: it would have the network and the person's files. So would the setup command
 * and the checks, which run what the agent wrote. The person accepts the text, or contains them.
 * @throws BacklogError `forbidden`
 */
export function checkOutside({ state }: Pick<Store, 'state'>, task: Task, agent: KnownAgent, repository: string): void {
  const { id, awaits } = task;
  if (!isFromOutside(awaits)) return;
  const author = oneLine(outsideAuthorText(awaits), AUTHOR);
  const read = `Read it, then accept it: task_accept ${id}.`;
  if (rulesOfAgent(state, agent, repository).mode === 'off')
    refuse(
      'forbidden',
      `task ${id} has text of ${author}, and a run without a sandbox has the network and your files`,
      {
        hint: `${read} Or contain the agent: \`backlog agent update ${agent.name} --sandbox worktree\``,
        data: { task: id },
      },
    );
  const open = openLines(state, task, repository);
  if (open.length === 0) return;
  refuse(
    'forbidden',
    `task ${id} has text of ${author}, and these lines run what its agent wrote without a sandbox: ${open.slice(0, SHOWN).join(', ')}`,
    {
      hint: `${read} Or contain them: \`backlog setting set runs.sandbox worktree\`, and no runs.sandbox.<name> off`,
      data: { task: id, open },
    },
  );
}

/** Maximum number of lines that are named. */
const SHOWN = 10;

/** Names the setup command, the checks and the judges of a task that no sandbox contains. */
function openLines(state: Store['state'], task: Task, repository: string): string[] {
  const checks = expectedChecks(state, task, { scope: task.scope ?? [], repository });
  const names = [
    ...(runSettings(state, repository).setup === '' ? [] : ['setup']),
    ...checks.flatMap(({ name, command }) => (command === undefined ? [] : [name])),
  ];
  const judges = checks.flatMap(({ asks }) => asks ?? []);
  return [
    ...names.filter((name) => rulesOfCheck(state, name, repository).mode === 'off'),
    ...judges.filter((agent) => rulesOfAgent(state, agent, repository).mode === 'off').map(({ name }) => name),
  ];
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
