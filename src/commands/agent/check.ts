import * as z from 'zod';
import type { AgentCheck } from '../../runs/agents/check.ts';
import { agentNamed, knownAgents } from '../../work/agents/known-agents.ts';
import { defineCommand } from '../command.ts';
import { agentName } from './fields.ts';

export const agentCheck = defineCommand({
  name: 'agent_check',
  title: 'Check agents',
  summary: 'Check that the programs of agents are installed and answer, and show their versions. Calls no model.',
  toolset: 'admin',
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
        }),
      ),
    }),
  async run({ store, root }, { name }) {
    const asked = name === undefined ? knownAgents(store.state) : [agentNamed(store.state, name)];
    const { checkAgent } = await import('../on-call.ts');
    const around = { env: process.env, cwd: root };
    return { agents: await Promise.all(asked.map((agent) => checkAgent(agent, around))) };
  },
  show: { text: ({ agents }) => agents.map(lineOf).join('\n') },
  cli: {
    positional: ['name'],
    examples: ['agent check', 'agent check claude'],
    foundNothing: ({ agents }: { agents: AgentCheck[] }) => agents.every(({ answers }) => !answers),
  },
});

function lineOf({ name, program, file, version, answers, problem }: AgentCheck): string {
  const where = file === null || file === program ? program : `${program} (${file})`;
  const state = answers
    ? version === null
      ? "installed; Backlog doesn't start a command to test it"
      : `answers, ${version}`
    : problem;
  return `${name}  ${where}: ${state}`;
}
