import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { present } from '../../../base/present.ts';
import type { KnownAgent } from '../../../work/agents/known-agents.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { writePlain } from '../../../work/paths/plain-file.ts';
import { agentEnvironment } from '../../process/environment.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { Assignment } from '../../providers/provider.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import type { RoundInput, RoundPrompt } from './round-types.ts';
import { conversationOf } from './rounds.ts';

/**
 * Names of Backlog's MCP tools for an agent in a run. The agent has no tools to start or complete tasks: it has a task
 * already and may not complete it.
 */
export const AGENT_TOOLS = [
  'task_info',
  'task_list',
  'task_doc_read',
  'task_annotate',
  'task_add',
  'claim_acquire',
  'claim_check',
  'run_ask',
  'review_comments',
  'review_reply',
];

/** Builds the provider's input for starting the agent. Also writes the prompt to a file. */
export function assignmentOf(
  supervised: SupervisedRun,
  prompt: RoundPrompt,
  { task, agent, mostUsd }: RoundInput,
): Assignment {
  const { id, paths, plugin } = supervised;
  const run = supervised.run();
  const provider = PROVIDERS[run.provider];
  writePlain(paths.prompt, prompt.text);
  mkdirSync(paths.temp, { recursive: true, mode: 0o700 });
  const { store } = supervised.opened;
  const resume = provider.capabilities.resume ? conversationOf(run) : undefined;
  return {
    run: id,
    folder: paths.tree,
    prompt: prompt.text,
    session: run.session ?? '',
    ...present({
      resume,
      binary: agent.binary,
      argv: agent.argv,
      model: run.model,
      effort: agent.effort,
      maxTurns: run.limits.turns,
      maxCostUsd: mostUsd,
    }),
    permission: agent.permission,
    plugin,
    store: store.dir,
    env: agentEnvironmentOf(supervised, agent),
    files: { prompt: paths.prompt, temp: paths.temp },
    about: {
      task: task.uuid,
      id: task.id,
      scope: run.scope.map(({ glob }) => glob),
      round: run.rounds?.length ?? 1,
    },
  };
}

export function agentEnvironmentOf(
  { id, paths, env, opened, run, plugin, ports }: SupervisedRun,
  agent: Approved<KnownAgent>,
): Record<string, string> {
  return agentEnvironment(env, {
    provider: PROVIDERS[run().provider],
    run: id,
    store: opened.store.dir,
    ceiling: paths.folder,
    also: agent.env ?? [],
    extra: { BACKLOG_TOOLS: AGENT_TOOLS.join(','), PATH: withCli(plugin.folder, env.PATH), ...ports },
  });
}

/**
 * Appends the plugin's folder to PATH, so that agents without MCP tools find the program `backlog`. It is the last
 * entry, so it hides no program of the person.
 */
function withCli(plugin: string, path: string | undefined): string {
  return [...(path ? [path] : []), join(plugin, 'bin')].join(delimiter);
}
