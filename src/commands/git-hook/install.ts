import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { type InstalledHook, installed, type UninstalledHook, uninstalled } from '../../git-hook/answers.ts';
import type { HookFile } from '../../git-hook/hook-files.ts';
import {
  type HookRepository,
  hookRepositories,
  otherHookUsers,
  recordedFiles,
  recordHooks,
} from '../../git-hook/records.ts';
import type { Workspace } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

export const gitHookInstall = defineCommand({
  name: 'git_hook_install',
  title: 'Install the pre-commit hook',
  summary:
    'Install a pre-commit hook that rejects commits of files claimed by someone else, then runs your previous hook. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'gitHooks', terminalOnly: true, idempotent: true },
  input: () =>
    z.strictObject({
      ...which(),
      force: flagInput().describe('Install even if git shows it as a change of the working tree').optional(),
    }),
  output: () => z.strictObject({ hooks: z.array(installed()) }),
  async run(context, { force, ...asked }, write) {
    const { hookProgram, installHook, hookFilesOf } = await import('../on-call.ts');
    const chosen = hookRepositories(context, asked);
    const found = await Promise.all(chosen.map(async (one) => ({ ...one, hookFiles: await hookFilesOf(one.root) })));
    for (const one of found) checkHookFiles(one, force ?? false);
    const how = { program: hookProgram(), node: process.execPath, store: storeVariable(context.workspace()) };
    const hooks = found.flatMap(({ name, hookFiles }) =>
      hookFiles.map((hookFile) => ({ repository: name, shared: hookFile.shared, ...installHook(hookFile, how) })),
    );
    const gates = found.map(({ name, hookFiles }) => ({ name, files: hookFiles.map(({ file }) => file) }));
    await write((tx) => recordHooks(tx, gates, context));
    return { hooks };
  },
  show: { text: ({ hooks }) => hooks.flatMap(linesOf).join('\n') },
  cli: { positional: ['repository'], examples: ['git-hook install', 'git-hook install --all'] },
});

/** Returns the environment variable that locates this queue for the hook. */
function storeVariable({ dir, foundBy }: Workspace): string {
  return foundBy === 'git' ? `BACKLOG_HOME=${dirname(dirname(dir))}` : `BACKLOG_DIR=${dir}`;
}

/**
 * Checks that every hook can be written, before the first one is written.
 * @throws the error of the first hook that can't
 */
function checkHookFiles(
  { name, hookFiles }: HookRepository & { hookFiles: readonly HookFile[] },
  force: boolean,
): void {
  for (const { file, off, visible } of hookFiles) {
    if (off !== undefined)
      refuse('conflict', `hooks are turned off in ${name}: ${off}`, {
        hint: 'Git runs no hooks there. Turn them on: `git config --unset core.hooksPath`',
        data: { file },
      });
    if (visible && !force)
      refuse('conflict', `${file} is in the working tree of ${name}, so the next commit would share it`, {
        hint: 'Set core.hooksPath to a folder that git ignores. Or use `force: true`, and do not commit that file or the one beside it.',
        data: { file },
      });
  }
}

function linesOf({ repository, file, chained, kept, same, shared }: InstalledHook): string[] {
  return [
    same ? `${repository}: ${file} is already installed.` : `${repository}: installed ${file}.`,
    ...(chained === undefined ? [] : [`  Your previous hook is now ${chained} and runs after it.`]),
    ...(kept === undefined ? [] : [`  An earlier hook of Backlog, which another program replaced, stays as ${kept}.`]),
    ...(shared ? ['  Other repositories also use this folder. The hook does nothing in them.'] : []),
  ];
}

export const gitHookUninstall = defineCommand({
  name: 'git_hook_uninstall',
  title: 'Uninstall the pre-commit hook',
  summary: 'Remove the pre-commit hook and restore your previous hook. For people.',
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
      `${repository}: the pre-commit hook no longer checks its commits. ${file} stays for ${names}; \`backlog git-hook uninstall\` with \`--force\` removes it for them, too.`,
    );
  if (names !== undefined) return oneLine(`${repository}: removed ${file}, also for ${names}.`);
  if (left !== undefined)
    return `${repository}: ${file} is another program's hook and stays. Your previous hook is ${left}.`;
  return did === 'restored'
    ? `${repository}: restored your previous hook, ${file}.`
    : `${repository}: removed ${file}.`;
}

/** The input that names the repositories, for commands about git hooks. */
export const which = () => ({
  repository: z.string().min(1).describe('Repository; default: the current one').optional(),
  all: flagInput().describe('All repositories of this workspace').optional(),
});
