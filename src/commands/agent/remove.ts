import * as z from 'zod';
import { removeAgent } from '../../work/agent/write-agent.ts';
import { defineCommand } from '../command.ts';
import { agentName } from './fields.ts';
import * as outputs from './outputs.ts';

export const agentRemove = defineCommand({
  name: 'agent_remove',
  title: 'Remove an agent',
  summary:
    'Forgets what was written of an agent; claude and codex are then as they come. Refused while it is at work. For people.',
  toolset: 'admin',
  effect: 'write',
  forPeople: 'agents',
  terminal: true,
  positional: ['name'],
  examples: ['agent remove fixer'],
  input: () => z.strictObject({ name: agentName() }),
  output: () => z.strictObject({ agent: outputs.agent(), builtIn: z.boolean() }),
  async run(_, { name }, write) {
    return write((tx) => removeAgent(tx, name));
  },
  text: ({ agent: { name }, builtIn }) =>
    builtIn ? `Forgot what was written of ${name}; it is as it comes.` : `Removed ${name}.`,
});
