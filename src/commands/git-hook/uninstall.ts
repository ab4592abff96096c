import { existsSync } from 'node:fs';
import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { type UninstalledHook, uninstalled } from '../../git-hook/answers.ts';
import { hookRepositories, otherHookUsers, recordedFiles } from '../../git-hook/records.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';
import { which } from './fields.ts';

export const gitHookUninstall = defineCommand({
  name: 'git_hook_uninstall',
  title: 'Uninstall the pre-commit hook',
  summary: 'Remove the pre-commit hook and restore your previous hook. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'gitHooks', terminalOnly: true },
  input: () =>
    z.strictObject({
      ...which(),
      force: flagInput().describe('Remove it even if other repositories use it').optional(),
    }),
  output: () => z.strictObject({ hooks: z.array(uninstalled()) }),
  async run(context, { force, ...asked }, write) {
    const { hookFilesOf, uninstallHook } = await import('../on-call.ts');
    const chosen = hookRepositories(context, asked);
    const names = chosen.map(({ name }) => name);
    const hooks: UninstalledHook[] = [];
    for (const { name, root } of chosen) {
      // Removes both the recorded files and the present ones, because core.hooksPath may have changed.
      const recorded = recordedFiles(context, name);
      const hookFiles = (await hookFilesOf(root)).filter(({ off }) => off === undefined).map(({ file }) => file);
      for (const file of new Set([...recorded, ...hookFiles])) {
        const others = await otherHookUsers(context, file, names);
        const isKept = others.length > 0 && !force && existsSync(file);
        const taken = isKept ? { file, did: 'kept' as const } : uninstallHook(file);
        hooks.push({ repository: name, ...taken, ...(others.length > 0 ? { others } : {}) });
      }
    }
    const known = chosen.filter(({ name }) => context.store.state.get('gate', name));
    const isKnown = (repository: string) => known.some(({ name }) => name === repository);
    const changed = hooks.filter(({ repository, did, left }) => {
      if (did === 'kept') return isKnown(repository);
      return did !== 'nothing' || left !== undefined;
    });
    if (known.length === 0 && changed.length === 0)
      refuse('nothing-to-do', 'the pre-commit hook is not installed', {
        hint: 'See all repositories: `backlog git-hook status --all`',
      });
    if (known.length > 0)
      await write((tx) => {
        for (const { name } of known) tx.remove('gate', name);
      });
    return { hooks: changed };
  },
  show: { text: ({ hooks }) => hooks.map(lineOf).join('\n') || "The pre-commit hook isn't installed." },
  cli: { positional: ['repository'], examples: ['git-hook uninstall', 'git-hook uninstall --all'] },
});

function lineOf({ repository, file, did, left, others }: UninstalledHook): string {
  const names = others?.join(', ');
  if (did === 'kept')
    return oneLine(
      `${repository}: the pre-commit hook no longer checks its commits. ${file} stays for ${names}; \`backlog git-hook uninstall --force\` removes it for them, too.`,
    );
  if (names !== undefined) return oneLine(`${repository}: removed ${file}, also for ${names}.`);
  if (left !== undefined)
    return `${repository}: ${file} is another program's hook and stays. Your previous hook is ${left}.`;
  return did === 'restored'
    ? `${repository}: restored your previous hook, ${file}.`
    : `${repository}: removed ${file}.`;
}
