import { dirname, join } from 'node:path';
import * as z from 'zod';
import { flagInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { REPOSITORY_NAME } from '../../domain/scope-text.ts';
import { fileNamed } from '../../work/paths/allow-path.ts';
import { addRepository } from '../../work/repo/add.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const repoAdd = defineCommand({
  name: 'repo_add',
  title: 'Add a repository',
  summary:
    'Add another git repository to this workspace. Both share one queue; scopes such as api:src/** name its files. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'repositories', terminalOnly: true },
  input: () =>
    z.strictObject({
      path: pathInput('Folder of the repository; with url, where to clone it', 'read').optional(),
      url: z.string().min(1).describe('Address to clone: https://host/team/api.git').optional(),
      name: z
        .string()
        .regex(REPOSITORY_NAME, 'a name is 2 to 60 letters, digits, _ . and -, the first a letter or digit')
        .describe("Name in scopes; default: the folder's name")
        .optional(),
      target: z.string().min(1).describe('Target branch of its runs').optional(),
      force: flagInput().describe('Set aside the queue that it already has').optional(),
    }),
  output: () => z.strictObject({ repository: outputs.stored('repository') }),
  async run(context, { path, url, ...input }) {
    if (path === undefined && url === undefined) {
      refuse('usage', 'the folder of the repository is required', {
        hint: 'Give a folder: `repo_add ../api`. Or an address to clone: `repo_add --url https://host/team/api.git`.',
      });
    }
    const folder = path === undefined ? undefined : fileNamed(context, path).file;
    if (url === undefined) return { repository: await addRepository(context, { ...input, folder: folder! }) };
    const { cloneRepository, folderOf } = await import('../on-call.ts');
    const into = folder ?? join(dirname(context.root), folderOf(url));
    await cloneRepository(url, into, context.caller.progress);
    return { repository: await addRepository(context, { ...input, folder: into }) };
  },
  show: {
    text: ({ repository: { name, folder } }) =>
      `Added ${name} (${folder}). In scopes, its files are ${name}:src/**, or src/** inside the repository.`,
  },
  cli: {
    positional: ['path'],
    examples: [
      'repo add ../api',
      'repo add --url https://example.org/team/api.git',
      'repo add ~/work/api --name backend --target main',
    ],
  },
});
