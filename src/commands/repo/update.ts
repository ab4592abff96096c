import * as z from 'zod';
import { clearableInput } from '../../domain/calls/inputs.ts';
import type { Repository } from '../../domain/records.ts';
import { findRepository } from '../../work/repo/remove.ts';
import { type RepositoryChange, updateRepository } from '../../work/repo/update.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
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
  toolset: 'admin',
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
  toolset: 'admin',
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
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'repositories', terminalOnly: true },
  input: () => z.strictObject({ name: name() }),
  output,
  run: (context, input, write) => changed(context, write, input.name, { disabled: false }),
  show: { text: ({ repository }) => `Enabled ${repository.name}` },
  cli: { positional: ['name'], examples: ['repo enable api'] },
});
