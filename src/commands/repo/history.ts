import * as z from 'zod';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import { countInput } from '../../domain/calls/inputs.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { type Apart, remoteStates } from '../../domain/runs/remote-states.ts';
import { rawTitle } from '../../domain/task/raw-title.ts';
import { taskName } from '../../domain/task/task.ts';
import type { TargetLog } from '../../runs/view/target-log.ts';
import type { Cell, Section } from '../../text/doc/doc.ts';
import { defineCommand } from '../command.ts';

/** Default number of commits for each repository. */
const COMMITS = 30;
const MOST = 1_000;

export const repoHistory = defineCommand({
  name: 'repo_history',
  title: 'Show the history of target branches',
  summary:
    'Show the newest commits of each target branch, with the run and task of each merge. Marks commits that the remote lacked at the last fetch.',
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
                  ...rawTitle(),
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
  show: {
    doc: ({ repositories }, { caller }) => ({
      sections: repositories.map((log) => sectionOf(log, caller.door)),
      notes: repositories.map(({ repository, commits, problem }) =>
        problem !== undefined && commits.length > 0 ? `${repository}: ${problem}` : undefined,
      ),
    }),
  },
  cli: { positional: ['name'], examples: ['repo history', 'repo history api --limit 100'] },
});

function sectionOf(
  {
    repository,
    branch,
    problem,
    remote,
    commits,
    more,
  }: Omit<TargetLog, 'synced' | 'commits'> & { commits: readonly Logged[] },
  door: Door | undefined,
): Section {
  const apart = branch !== undefined && remote ? `, ${remoteText(branch, remote)}` : '';
  return {
    title: `${repository}${branch === undefined ? '' : `: ${branch}`}${apart}`,
    ...{ count: false, most: commits.length, empty: problem ?? 'no commits' },
    hint: more ? `${inputOf(door, 'limit')} shows more` : undefined,
    columns: [
      { head: 'Commit', kind: 'hash' },
      { head: 'Change', kind: 'description' },
      { head: 'State', kind: 'state' },
      { head: 'When', kind: 'when' },
      { head: 'Run', kind: 'word', of: 'run' },
      { head: 'By', kind: 'who' },
    ],
    rows: commits.map(({ commit, at, author, subject, landing, pushed }): Cell[] => [
      { is: 'code', text: shortCommit(commit) },
      landing ? changeOf(landing) : subject,
      markOf({ reverted: landing?.reverted, pushed }),
      { is: 'when', at },
      landing?.run,
      landing ? undefined : author,
    ]),
  };
}

type Logged = TargetLog['commits'][number];

/** Returns the change of a run. Its task may be gone. */
function changeOf(task: NonNullable<Logged['landing']>): Cell {
  return task.id > 0 ? { is: 'task', task, text: taskName(task) } : task.description;
}

function markOf({ reverted, pushed }: { reverted: true | undefined; pushed: boolean | undefined }): Cell {
  const marks = [...(reverted ? ['reverted'] : []), ...(pushed === false ? ['not pushed'] : [])];
  return marks[0] && { is: 'state', state: marks[0], text: marks.join(', '), style: 'warning' };
}

/** Describes a target branch compared with the remote's: `2 ahead of origin/main, 1 behind origin/main`. */
export const remoteText = (branch: string, remote: Apart): string =>
  remoteStates(branch, remote)
    .map(({ text }) => text)
    .join(', ');
