import * as z from 'zod';
import { removeAgent } from '../../work/agents/write-agent.ts';
import { defineCommand } from '../command.ts';
import { agentName } from './fields.ts';
import * as outputs from './outputs.ts';

export const agentRemove = defineCommand({
  name: 'agent_remove',
  title: 'Remove an agent',
  summary:
    'Remove the record of an agent; claude and codex return to their defaults. Refused while it has active runs. For people.',
  toolset: 'admin',
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
