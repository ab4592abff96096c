import * as z from 'zod';
import { present } from '../../base/present.ts';
import { scopeText } from '../../domain/scope-text.ts';
import { defaultAgentFields } from '../../runs/agents/default-agent.ts';
import { agentProblem, programFile } from '../../runs/agents/find-program.ts';
import { type KnownAgent, knownAgents } from '../../work/agents/known-agents.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from './outputs.ts';

export const agentList = defineCommand({
  name: 'agent_list',
  title: 'List agents',
  summary: 'List the agents for runs, with their permissions and whether their programs are installed.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ agents: z.array(outputs.agentRow()), ...outputs.defaultAgent() }),
  async run({ store, root }) {
    const agents = knownAgents(store.state).map((agent) => {
      const file = programFile(agent, root) ?? null;
      return { ...agent, file, ...present({ problem: file === null ? agentProblem(agent, root) : undefined }) };
    });
    return { agents, ...defaultAgentFields(store.state, root) };
  },
  show: {
    rows: { of: 'agents', columns: ['name', 'provider', 'model', 'enabled'] },
    text: ({ agents, ...used }, context) =>
      [
        ...agents.flatMap((agent) => [lineOf(agent), ...detailsOf(agent, context)]),
        ...outputs.defaultAgentLines(used),
      ].join('\n'),
    async screen({ agents, ...used }, context, screen) {
      const { agentsScreen, paragraphs } = await import('../../text/screen/screens.ts');
      const rows = agents.map((agent) => ({
        ...agent,
        details: [...(agent.problem ? [agent.problem] : []), ...detailsOf(agent, context).map((line) => line.trim())],
      }));
      return [
        agentsScreen(rows, screen),
        ...paragraphs(outputs.defaultAgentLines(used).join('\n'), screen.columns),
      ].join('\n');
    },
  },
  cli: { examples: ['agent list'] },
});

function lineOf(agent: KnownAgent & { problem?: string }): string {
  return outputs.agentLine(agent) + (agent.problem === undefined ? '' : `  (${agent.problem})`);
}

/** Returns details of the agent, one per line. */
function detailsOf(agent: KnownAgent, { repositories }: Pick<Context, 'repositories'>): string[] {
  const { binary, argv, effort, capabilities, paths, risk, permission, env } = agent;
  const said: Readonly<Record<string, string | undefined>> = {
    binary,
    argv: argv && JSON.stringify(argv),
    effort,
    capabilities: capabilities?.join(', '),
    paths: paths && scopeText(paths, repositories.all),
    repositories: agent.repositories?.join(', '),
    'highest risk': risk,
    allow: permission.allow.join(', '),
    deny: permission.deny.join(', '),
    env: env?.join(', '),
  };
  return Object.entries(said).flatMap(([name, value]) => (value ? [`    ${name}: ${value}`] : []));
}
