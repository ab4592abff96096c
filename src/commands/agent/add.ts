import * as z from 'zod';
import { present } from '../../base/present.ts';
import { AGENT_NAME } from '../../domain/kinds/agent.ts';
import { PROVIDER_NAMES } from '../../domain/runs/providers.ts';
import { agentProblem } from '../../runs/agents/find-program.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';
import { addAgent, updateAgent } from '../../work/agents/write-agent.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { agentFields, agentName } from './fields.ts';
import * as outputs from './outputs.ts';

export const agentAdd = defineCommand({
  name: 'agent_add',
  title: 'Add an agent',
  summary: 'Add an agent for runs: a client with its model and permissions, or any command. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'agents', terminalOnly: true },
  input: () =>
    z.strictObject({
      name: z
        .string()
        .regex(AGENT_NAME, 'a name is at most 60 letters, digits, _ . and -, the first a letter')
        .describe('Name of the agent'),
      provider: z.enum(PROVIDER_NAMES).describe('Kind of program; default: command').optional(),
      ...agentFields(),
    }),
  output: () => z.strictObject({ agent: outputs.agent(), problem: outputs.problem() }),
  async run(context, { name, provider = 'command', ...input }, write) {
    return withProblem(await write((tx) => addAgent(tx, name, { provider, ...input }, context)), context);
  },
  show: { text: (output) => told('Added', output) },
  cli: {
    positional: ['name', 'argv'],
    afterDashes: 'argv',
    examples: [
      'agent add fixer ./fix.sh',
      `agent add fixer --argv '["node","fix.mjs"]'`,
      `agent add careful --provider claude --model opus --risk low --allow 'Bash(npm test:*)' --slots 2`,
    ],
  },
});

export const agentUpdate = defineCommand({
  name: 'agent_update',
  title: 'Change an agent',
  summary: 'Change an agent. Omitted fields stay, an empty value clears a field. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'agents', terminalOnly: true, idempotent: true },
  input: () =>
    z.strictObject({
      name: agentName(),
      provider: z.enum(PROVIDER_NAMES).describe('Kind of program').optional(),
      ...agentFields(),
    }),
  output: () => z.strictObject({ agent: outputs.agent(), problem: outputs.problem() }),
  async run(context, { name, ...input }, write) {
    return withProblem(await write((tx) => updateAgent(tx, name, input, context)), context);
  },
  show: { text: (output) => told('Changed', output) },
  cli: {
    positional: ['name', 'argv'],
    afterDashes: 'argv',
    examples: [
      'agent update claude --model opus',
      'agent update fixer ./new.sh',
      `agent update fixer --argv '["node","fix.mjs","--fast"]'`,
    ],
  },
});

interface Changed {
  agent: KnownAgent;
  problem?: string;
}

function withProblem<Agent extends KnownAgent>(agent: Agent, { root }: Context): { agent: Agent; problem?: string } {
  return { agent, ...present({ problem: agentProblem(agent, root) }) };
}

function told(did: string, { agent, problem }: Changed): string {
  return [
    `${did} ${outputs.agentLine(agent)}`,
    ...outputs.bypassWarning(agent),
    ...(problem === undefined ? [] : [`${agent.name} can't start yet: ${problem}`]),
  ].join('\n');
}
