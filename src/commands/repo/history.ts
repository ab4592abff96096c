import * as z from 'zod';
import { countInput } from '../../domain/calls/inputs.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { type Apart, remoteStates } from '../../domain/runs/remote-states.ts';
import type { TargetLog } from '../../runs/view/target-log.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

/** Default number of commits for each repository. */
const COMMITS = 30;
const MOST = 1_000;

export const repoHistory = defineCommand({
  name: 'repo_history',
  title: 'Show the history of target branches',
  summary:
    'Show the newest commits of each target branch, with the run and task of each merge. Marks commits that the remote lacked at the last fetch.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      name: z.string().describe('Only this repository').optional(),
      limit: countInput()
        .refine((count) => count > 0 && count <= MOST, `expected 1 to ${MOST}`)
        .describe(`Commits of each repository; default ${COMMITS}`)
        .optional(),
    }),
  output: () =>
    z.strictObject({
      repositories: z.array(
        z.strictObject({
          repository: z.string(),
          branch: z.string().exactOptional(),
          problem: z.string().exactOptional(),
          remote: z
            .strictObject({
              name: z.string(),
              allowed: z.boolean(),
              commit: z.string().exactOptional(),
              ahead: z.int(),
              behind: z.int(),
            })
            .exactOptional(),
          synced: z
            .strictObject({
              did: z.enum(['fetch', 'push']),
              remote: z.string(),
              branch: z.string(),
              commits: z.int(),
              at: z.string(),
              actor: z.string(),
            })
            .optional(),
          commits: z.array(
            z.strictObject({
              commit: z.string(),
              at: z.string(),
              author: z.string(),
              subject: z.string(),
              landing: z
                .strictObject({
                  run: z.string(),
                  id: z.int(),
                  description: z.string(),
                  branch: z.string(),
                  reverted: z.literal(true).exactOptional(),
                })
                .exactOptional(),
              pushed: z.boolean().exactOptional(),
            }),
          ),
          more: z.boolean(),
        }),
      ),
    }),
  async run(context, { name, limit = COMMITS }) {
    const { targetLogs } = await import('../on-call.ts');
    return { repositories: await targetLogs(context, name, limit) };
  },
  show: { text: ({ repositories }) => repositories.map(logText).join('\n') || 'No git repository here.' },
  cli: { positional: ['name'], examples: ['repo history', 'repo history api --limit 100'] },
});

function logText({ repository, branch, problem, remote, commits, more }: TargetLog): string {
  if (branch === undefined) return `${repository}: ${problem}`;
  const lines = commits.map(({ commit, at, author, subject, landing, pushed }) => {
    const what = landing ? `${landing.run} #${landing.id} ${landing.description}` : `${author}: ${subject}`;
    const marks = [landing?.reverted && 'reverted', pushed === false && 'not pushed'].filter(Boolean).join(', ');
    return `  ${shortCommit(commit)} ${at.slice(0, 10)} ${oneLine(what, 100)}${marks ? ` (${marks})` : ''}`;
  });
  return [
    `${repository}: ${branch}${remote ? `, ${remoteText(branch, remote)}` : ''}`,
    ...(problem === undefined ? [] : [`  ${problem}`]),
    ...lines,
    ...(more ? ['  …'] : []),
  ].join('\n');
}

/** Describes a target branch compared with the remote's: `2 ahead of origin/main, 1 behind origin/main`. */
export const remoteText = (branch: string, remote: Apart): string =>
  remoteStates(branch, remote)
    .map(({ text }) => text)
    .join(', ');
