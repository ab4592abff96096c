import { scopesMeet } from '../../claims/index.ts';
import { RISKS, type Risk } from '../../domain/kinds/agent.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import type { Task } from '../../domain/task/task.ts';
import type { KnownAgent } from './known-agents.ts';

/** A limit of an agent that prevents it from getting a task. */
export type Beyond =
  | { why: 'disabled' }
  | { why: 'lacks'; capabilities: readonly string[] }
  | { why: 'risk'; risk: Risk; most: Risk }
  | { why: 'repository'; repository: string }
  | { why: 'paths'; glob: string };

/**
 * Checks a task against the limits of an agent. The agent must be enabled. It must have the capabilities of the tags
 * `needs.<word>`, and must be allowed the risk in the tag `risk.<risk>`. Each glob of the scope must lie in an allowed
 * repository and overlap an allowed path. This function checks only the scope; the review checks the files that the
 * agent really changes.
 * @returns the limits that the task exceeds; empty if the agent may have it
 */
export function beyondLimits(
  agent: KnownAgent,
  task: Pick<Task, 'tags' | 'scope'>,
  repositories: readonly Repository[],
): Beyond[] {
  const reasons: Beyond[] = [];
  if (!agent.enabled) reasons.push({ why: 'disabled' });
  const lacking = capabilitiesOf(task).filter((need) => !agent.capabilities?.includes(need));
  if (lacking.length > 0) reasons.push({ why: 'lacks', capabilities: lacking });
  const risk = riskOf(task);
  if (agent.risk !== undefined && RISKS.indexOf(risk) > RISKS.indexOf(agent.risk))
    reasons.push({ why: 'risk', risk, most: agent.risk });
  return [...reasons, ...elsewhere(agent, task.scope ?? [], repositories)];
}

/** Returns the capabilities that a task needs: the words after `needs.` in its tags. */
function capabilitiesOf({ tags }: Pick<Task, 'tags'>): string[] {
  return after('needs.', tags);
}

/**
 * Returns the highest risk in the tags `risk.<risk>` of a task. Without such a tag, the risk is `low`. An unknown word
 * counts as the highest risk.
 */
function riskOf({ tags }: Pick<Task, 'tags'>): Risk {
  const levels = after('risk.', tags).map((word) => (RISKS as readonly string[]).indexOf(word));
  if (levels.includes(-1)) return RISKS.at(-1)!;
  return RISKS[Math.max(0, ...levels)]!;
}

function after(prefix: string, tags: Task['tags'] = []): string[] {
  return tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
}

function elsewhere(agent: KnownAgent, scope: NonNullable<Task['scope']>, all: readonly Repository[]): Beyond[] {
  for (const entry of scope) {
    const name = all.find((one) => repoOf(one) === entry.repo)?.name ?? entry.repo;
    if (agent.repositories && name !== undefined && !agent.repositories.includes(name))
      return [{ why: 'repository', repository: name }];
    if (agent.paths && !scopesMeet([entry], agent.paths)) return [{ why: 'paths', glob: entry.glob }];
  }
  return [];
}
