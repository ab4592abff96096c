import * as z from 'zod';
import { present } from '../../base/present.ts';
import { howToAddAgent, INSTALL_PROVIDER } from '../../domain/runs/providers.ts';
import type { AgentCheck } from '../../runs/agents/check.ts';
import { defaultAgentFields } from '../../runs/agents/default-agent.ts';
import { agentNamed, knownAgents } from '../../work/agents/known-agents.ts';
import { approved } from '../../work/config/approval.ts';
import { defineCommand } from '../command.ts';
import { agentName } from './fields.ts';
import { defaultAgent, defaultAgentLines } from './outputs.ts';

export const agentCheck = defineCommand({
  name: 'agent_check',
  title: 'Check agents',
  elsewhere: 'agent health, agent validate, agent test',
  summary: 'Check that the programs of agents are installed and answer, and show their versions. Calls no model.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: agentName().describe('Name of an agent; default: all').optional() }),
  output: () =>
    z.strictObject({
      agents: z.array(
        z.strictObject({
          name: z.string(),
          program: z.string(),
          file: z.string().nullable(),
          version: z.string().nullable(),
          answers: z.boolean(),
          problem: z.string().exactOptional(),
          /** The command that installs a missing program. */
          install: z.string().exactOptional(),
        }),
      ),
      ...defaultAgent(),
    }),
  async run({ store, root }, { name }) {
    // Their programs are started.
    const asked = approved(store, (state) => (name === undefined ? knownAgents(state) : [agentNamed(state, name)]));
    const { checkAgent } = await import('../on-call.ts');
    const around = { env: process.env, cwd: root };
    const agents = await Promise.all(
      asked.map(async (agent) => {
        const found = await checkAgent(agent, around);
        const install =
          found.file === null && agent.binary === undefined ? INSTALL_PROVIDER[agent.provider] : undefined;
        return { ...found, ...present({ install }) };
      }),
    );
    return { agents, ...defaultAgentFields(store.state, root) };
  },
  show: {
    text: ({ agents, ...used }) =>
      [...agents.map(lineOf), ...defaultAgentLines(used), ...stepOf(agents, used.default)].join('\n'),
  },
  cli: {
    positional: ['name'],
    silent: ['agents'],
    examples: ['agent check', 'agent check claude'],
    foundNothing: ({ agents }: { agents: AgentCheck[] }) => agents.every(({ answers }) => !answers),
  },
});

type Row = AgentCheck & { install?: string };

/** Returns the next step if the agent for tasks without one can't be used. Only a list with this agent can show it. */
function stepOf(agents: readonly Row[], used: string): string[] {
  const one = agents.find(({ name }) => name === used);
  if (!one || one.answers) return [];
  const other = agents.find(({ answers }) => answers);
  return [
    other
      ? `Tasks without an assignee use ${used}. To use ${other.name}: \`backlog setting set runs.agent ${other.name}\``
      : `No agent can be used. ${howToAddAgent()}. Or install one of these.`,
  ];
}

function lineOf({ name, file, version, answers, problem, install }: Row): string {
  const state = answers
    ? version === null
      ? "installed; Backlog doesn't start a command to test it"
      : `answers, ${version}`
    : [problem, install && `install it: \`${install}\``].filter(Boolean).join('; ');
  return `${name}  ${file === null ? '' : `${file}: `}${state}`;
}
