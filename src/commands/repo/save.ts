import { dirname, join } from 'node:path';
import * as z from 'zod';
import { clearableInput, flagInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { REPOSITORY_NAME } from '../../domain/scope-text.ts';
import type { Tx } from '../../store/index.ts';
import { fileNamed } from '../../work/paths/allow-path.ts';
import { addRepository } from '../../work/repo/add.ts';
import { findRepository, removeRepository } from '../../work/repo/remove.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const name = () => z.string().min(1).describe('Name, as in repo_list');
const output = () => z.strictObject({ repository: outputs.stored('repository') });

async function changed(
  { repositories }: Context,
  write: Write,
  named: string,
  change: RepositoryChange,
): Promise<{ repository: Repository }> {
  const { all } = repositories;
  return { repository: await write((tx) => updateRepository(tx, all, named, change)) };
}

/** Checks that a repository has a branch. @throws BacklogError `not-found` with its branches */
async function checkBranch(repository: Repository, target: string): Promise<void> {
  const { targetTip } = await import('../on-call.ts');
  await targetTip(repository, target);
}

export const repoUpdate = defineCommand({
  name: 'repo_update',
  title: 'Change a repository',
  summary:
    'Change the branch into which Backlog merges results of this repository. An empty branch removes it. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'repositories', terminalOnly: true },
  input: () => z.strictObject({ name: name(), target: clearableInput().describe('Target branch of its runs') }),
  output,
  async run(context, { name: named, target }, write) {
    if (target) await checkBranch(findRepository(named, context.repositories.all), target);
    return changed(context, write, named, { target });
  },
  show: {
    text: ({ repository: { name: named, target } }) =>
      target ? `Results of ${named} are merged into ${target}` : `${named} has no target branch of its own any more`,
  },
  cli: { positional: ['name'], examples: ['repo update api --target main'] },
});

export const repoDisable = defineCommand({
  name: 'repo_disable',
  title: 'Disable a repository',
  summary:
    'Start no runs in a repository until somebody enables it. Its tasks, scopes and active runs stay. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'repositories', terminalOnly: true },
  input: () => z.strictObject({ name: name() }),
  output,
  run: (context, input, write) => changed(context, write, input.name, { disabled: true }),
  show: { text: ({ repository }) => `Disabled ${repository.name}: no runs start in it` },
  cli: { positional: ['name'], examples: ['repo disable api'] },
});

export const repoEnable = defineCommand({
  name: 'repo_enable',
  title: 'Enable a repository',
  summary: 'Let runs start in a disabled repository again. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'repositories', terminalOnly: true },
  input: () => z.strictObject({ name: name() }),
  output,
  run: (context, input, write) => changed(context, write, input.name, { disabled: false }),
  show: { text: ({ repository }) => `Enabled ${repository.name}` },
  cli: { positional: ['name'], examples: ['repo enable api'] },
});

export const repoAdd = defineCommand({
  name: 'repo_add',
  title: 'Add a repository',
  summary:
    'Add another git repository to this workspace. Both share one queue; scopes such as api:src/** name its files. For people.',
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
    const { cloneRepository, cloneFolderOf } = await import('../on-call.ts');
    const into = folder ?? join(dirname(context.root), cloneFolderOf(url));
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

export const repoRemove = defineCommand({
  name: 'repo_remove',
  title: 'Remove a repository',
  summary:
    'Remove a repository from this workspace. Its files stay; a queue that it had before is in use again. For people.',
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

/** New values of a repository's record. `target: null` removes the target branch; undefined keeps a value. */
interface RepositoryChange {
  target?: string | null | undefined;
  disabled?: boolean | undefined;
}

/**
 * Changes the record of a repository.
 * @param known the repositories, also one that no change has recorded yet
 * @throws BacklogError `not-found`; `nothing-to-do` if it has these values
 */
function updateRepository(tx: Tx, known: readonly Repository[], name: string, change: RepositoryChange): Repository {
  const one = findRepository(name, [...recorded(tx), ...known]);
  const { target, disabled, ...rest } = one;
  const [newTarget, newDisabled] = [
    change.target === undefined ? target : (change.target ?? undefined),
    change.disabled ?? disabled ?? false,
  ];
  if (newTarget === target && newDisabled === (disabled ?? false)) {
    const already = change.target === undefined ? (newDisabled ? 'disabled' : 'enabled') : 'set to this branch';
    refuse('nothing-to-do', `repository ${name} is already ${already}`);
  }
  const changed: Repository = {
    ...rest,
    ...(newTarget === undefined ? {} : { target: newTarget }),
    ...(newDisabled ? { disabled: true } : {}),
  };
  tx.put('repository', name, changed);
  return changed;
}
