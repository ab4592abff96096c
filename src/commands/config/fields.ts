import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { capital } from '../../base/quote.ts';
import type { Reader } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { oneLine } from '../../text/safe.ts';
import { type ConfigStanding, unsettledConfigs } from '../../work/config/consent.ts';
import { CONFIG_FILES } from '../../work/config/files.ts';
import { findRepository } from '../../work/repo/remove.ts';
import { SOURCES } from '../../work/settings/sources.ts';
import type { Context } from '../../work/workspace/context.ts';

export const repositoryInput = () => z.string().min(1).describe('Repository; default: the current one').optional();

export const settingValue = () => z.union([z.string(), z.boolean(), z.number()]);
export const source = () => z.enum(SOURCES);

/** A line of what a person agrees to. */
export const askedLine = () =>
  z.strictObject({ name: z.string(), value: z.string(), change: z.enum(['added', 'removed', 'same']) });

/**
 * Returns the repository of a command about config files: the named one, or the caller's.
 * @throws BacklogError `not-found`; `usage` outside of git
 */
export function configRepository(
  { repositories }: Pick<Context, 'repositories'>,
  name: string | undefined,
): Repository {
  const found = name === undefined ? repositoryHere(repositories) : findRepository(name, repositories.all);
  if (found?.common !== undefined) return found;
  return refuse(
    'usage',
    `${found ? found.folder : 'this folder'} is not in a git repository, and only a committed ${CONFIG_FILES[0]} counts`,
    {
      hint: 'Name a repository of this workspace (`backlog repo list`), or create one: `git init`',
    },
  );
}

/** Returns what a person must do about config files, one text per file. Before the first change, looks for a file. */
export function configNotesIn({ store, root, caller }: Pick<Context, 'store' | 'root' | 'caller'>): string[] {
  if (!store.exists) {
    const file = CONFIG_FILES.find((name) => existsSync(join(root, name)));
    return file === undefined ? [] : [`This repository has settings in ${file}. ${trustAdvice(caller)}`];
  }
  return configNotes(unsettledConfigs(store.state), caller).map(
    ({ problem, advice }) => `${capital(problem)}. ${advice}`,
  );
}

/** Formats a line of what a person agrees to, with the sign of a difference. */
export function askedLineText({ name, value, change }: { name: string; value: string; change: string }): string {
  return `${{ added: '+', removed: '-', same: ' ' }[change] ?? ' '} ${name}: ${value}`;
}

/**
 * Formats what a person must do about config files, with the next command. One text per file.
 * @param reader the reader's tools; without them, the command is that of a terminal
 */
export function configNotes(
  unsettled: readonly ConfigStanding[],
  reader: Pick<Reader, 'offers'> = {},
): { problem: string; advice: string }[] {
  return unsettled.map(({ repository, state, file = '', problem = '', agreed }) => {
    if (state === 'invalid')
      return {
        problem: `the config file of ${repository} does not count: ${oneLine(problem, 300)}`,
        advice: `Until it is fixed, the last one without an error counts: \`backlog config show ${repository}\``,
      };
    return {
      problem: agreed
        ? `${file} of ${repository} changed, and what you agreed to before still counts`
        : `the commands, agents and limits in ${file} of ${repository} do not count yet`,
      advice: trustAdvice(reader, repository),
    };
  });
}

/** Returns how a person agrees to a config file: with the tool, which opens a form, or at a terminal. */
function trustAdvice({ offers }: Pick<Reader, 'offers'>, repository?: string): string {
  if (offers?.('config_trust')) return `${['config_trust', repository].join(' ').trim()} opens a form for the person`;
  return repository === undefined
    ? 'To read and agree: `backlog config trust`'
    : `To read and agree: \`backlog config trust ${repository}\``;
}
