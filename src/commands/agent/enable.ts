import * as z from 'zod';
import { enableAgent, liveRunsOf } from '../../work/agents/write-agent.ts';
import { defineCommand } from '../command.ts';
import { agentName } from './fields.ts';
import * as outputs from './outputs.ts';

export const agentEnable = defineCommand({
  name: 'agent_enable',
  title: 'Enable an agent',
  summary: 'Enable an agent for new runs. For people.',
  toolset: 'admin',
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
  toolset: 'admin',
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
