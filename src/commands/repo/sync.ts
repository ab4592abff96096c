import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import type { SyncedTarget } from '../../runs/outgoing/sync-target.ts';
import { defineCommand } from '../command.ts';
import { remoteText } from './history.ts';

/** What fetch and push have in common. */
const SYNC = {
  group: 'team',
  access: { effect: 'write', personAct: 'repositories.sync' },
  input: () =>
    z.strictObject({ name: z.string().describe('Repository; default: the only one, or the current one').optional() }),
  output: () =>
    z.strictObject({
      repository: z.string(),
      remote: z.string(),
      branch: z.string(),
      commits: z.int(),
      ahead: z.int(),
      behind: z.int(),
      /** Why the queue has no record of the call, although git has done it. */
      unrecorded: z.string().exactOptional(),
    }),
} as const;

export const repoFetch = defineCommand({
  name: 'repo_fetch',
  title: 'Fetch the target branch',
  summary:
    'Fetch the target branch from the remote in the setting repo.remote. Changes no local branch and no checkout. For people.',
  ...SYNC,
  async run(context, { name }) {
    const { fetchTarget } = await import('../on-call.ts');
    return fetchTarget(context, name);
  },
  show: { text: (output) => `Fetched ${textOf(output)}` },
  cli: { positional: ['name'], examples: ['repo fetch', 'repo fetch api'] },
});

export const repoPush = defineCommand({
  name: 'repo_push',
  title: 'Push the target branch',
  summary:
    'Push the target branch to the remote in the setting repo.remote, with your git, credentials and pre-push hook. Never overwrites commits there. For people.',
  ...SYNC,
  async run(context, { name }) {
    const { pushTargetNow } = await import('../on-call.ts');
    return pushTargetNow(context, name);
  },
  show: { text: (output) => `Pushed ${textOf(output)}` },
  cli: { positional: ['name'], examples: ['repo push', 'repo push api'] },
});

function textOf({ repository, remote, branch, commits, unrecorded, ...apart }: SyncedTarget): string {
  const side = remoteText(branch, { name: remote, commit: branch, ...apart });
  const done = `${counted(commits, 'commit')} of ${repository}: ${branch} is ${side}`;
  return unrecorded === undefined ? done : `${done}\nThe queue has no record of it: ${unrecorded}`;
}
