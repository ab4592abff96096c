import * as z from 'zod';
import { present } from '../../base/present.ts';
import { AGENT_NAME } from '../../domain/kinds/agent.ts';
import { PROVIDER_NAMES } from '../../domain/runs/providers.ts';
import { agentProblem } from '../../runs/agents/find-program.ts';
import type { KnownAgent } from '../../work/agents/known-agents.ts';
import { addAgent, enableAgent, liveRunsOf, removeAgent, updateAgent } from '../../work/agents/write-agent.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { agentFields, agentName } from './fields.ts';
import * as outputs from './outputs.ts';

export const agentAdd = defineCommand({
  name: 'agent_add',
  title: 'Add an agent',
  summary: 'Add an agent for runs: a client with its model and permissions, or any command. For people.',
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
      'agent update claude --sandbox worktree --network registry.npmjs.org',
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

export const agentEnable = defineCommand({
  name: 'agent_enable',
  title: 'Enable an agent',
  summary: 'Enable an agent for new runs. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'agents', terminalOnly: true, idempotent: true },
  input: () => z.strictObject({ name: agentName() }),
  output: () => z.strictObject({ agent: outputs.agent() }),
  async run(context, { name }, write) {
    return { agent: await write((tx) => enableAgent(tx, name, true, context)) };
  },
  show: {
    text: ({ agent }) => [`Enabled ${agent.name}. It gets new runs again.`, ...outputs.bypassWarning(agent)].join('\n'),
  },
  cli: { positional: ['name'], examples: ['agent enable codex'] },
});

export const agentDisable = defineCommand({
  name: 'agent_disable',
  title: 'Disable an agent',
  summary: 'Disable an agent: it gets no new runs, active runs continue. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'agents', idempotent: true },
  input: () => z.strictObject({ name: agentName() }),
  output: () => z.strictObject({ agent: outputs.agent(), runs: z.array(z.string()) }),
  async run(context, { name }, write) {
    const agent = await write((tx) => enableAgent(tx, name, false, context));
    return { agent, runs: liveRunsOf(context.store.state, name) };
  },
  show: {
    text: ({ agent, runs }) =>
      `Disabled ${agent.name}. It gets no new runs.${runs.length > 0 ? ` Active runs continue: ${runs.join(', ')}.` : ''}`,
  },
  cli: { positional: ['name'], examples: ['agent disable codex'] },
});

export const agentRemove = defineCommand({
  name: 'agent_remove',
  title: 'Remove an agent',
  summary:
    'Remove the record of an agent; claude and codex return to their defaults. Refused while it has active runs. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'agents', terminalOnly: true },
  input: () => z.strictObject({ name: agentName() }),
  output: () => z.strictObject({ agent: outputs.agent(), builtIn: z.boolean() }),
  async run(_, { name }, write) {
    return write((tx) => removeAgent(tx, name));
  },
  show: {
    text: ({ agent: { name }, builtIn }) =>
      builtIn ? `Removed the changes of ${name}. It has its built-in fields again.` : `Removed ${name}.`,
  },
  cli: { positional: ['name'], examples: ['agent remove fixer'] },
});
