import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { removeRepository } from '../../work/repo/remove.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const repoRemove = defineCommand({
  name: 'repo_remove',
  title: 'Remove a repository',
  summary:
    'Remove a repository from this workspace. Its files stay; a queue that it had before is in use again. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'repositories', terminalOnly: true },
  input: () =>
    z.strictObject({
      name: z.string().min(1).describe('Name, as in repo_list'),
      force: flagInput().describe('Remove it even if open tasks or claims name it').optional(),
    }),
  output: () => z.strictObject({ repository: outputs.stored('repository') }),
  run: async (context, { name, force }) => ({ repository: await removeRepository(context, name, force ?? false) }),
  show: {
    text: ({ repository: { name, folder, before } }) =>
      `Removed ${name} (${folder}).${before ? ' It uses its former queue again.' : ''}`,
  },
  cli: { positional: ['name'], examples: ['repo remove api'] },
});
