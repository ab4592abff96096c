import * as z from 'zod';
import { present } from '../../base/present.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import type { Cell } from '../../text/doc/doc.ts';
import { linkAgain } from '../../work/repo/findings.ts';
import { remoteOf } from '../../work/repo/identity.ts';
import { findRepository, namedInScopes } from '../../work/repo/remove.ts';
import { REPOSITORY_STATES, type RepositoryState, stateOf } from '../../work/repo/state.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** What a person should know about a repository that differs from its record, and the command that records it again. */
interface RepositoryNote {
  note?: string;
  link?: string;
}

/** Describes the state of a repository. */
export function repositoryNote(
  { name, folder }: Pick<Repository, 'name' | 'folder'>,
  state: RepositoryState,
  { store }: Pick<Context, 'store'>,
): RepositoryNote {
  if (state === 'linked') return {};
  const add = `backlog repo add FOLDER --name ${name}`;
  if (state === 'elsewhere') return { link: add };
  const link = state === 'gone' ? add : linkAgain(folder, store);
  return {
    link,
    note:
      state === 'gone'
        ? `gone: moved or deleted. If it moved, any change from its new folder records that. If not: \`backlog repo remove ${name}\`, or \`${link}\``
        : `not linked: its git folder doesn't name this queue; \`${link}\` links it again`,
  };
}

export const repoList = defineCommand({
  name: 'repo_list',
  title: 'List repositories',
  summary: 'List the repositories of this workspace with their folders; marks those that moved or are missing.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      repositories: z.array(
        z.intersection(
          outputs.stored('repository'),
          z.looseObject({
            state: z.enum(REPOSITORY_STATES),
            here: z.boolean(),
            note: z.string().exactOptional(),
            /** The command that links the repository again. */
            link: z.string().exactOptional(),
          }),
        ),
      ),
    }),
  async run(context) {
    const { all, here } = context.repositories;
    return {
      repositories: all.map((one) => {
        const state = stateOf(one, context);
        const isHere = here !== undefined && here.repo === repoOf(one);
        return {
          ...one,
          ...present({ remote: remoteOf(one) }),
          ...repositoryNote(one, state, context),
          state,
          here: isHere,
        };
      }),
    };
  },
  show: {
    rows: { of: 'repositories', columns: ['name', 'folder', 'state', 'home', 'here', 'disabled'] },
    doc: ({ repositories }) => ({
      sections: [
        {
          noun: 'repository',
          empty: 'No repositories yet. The first change in a git repository records it.',
          columns: [
            { head: 'Name', kind: 'name' },
            { head: 'State', kind: 'state' },
            { head: '', kind: 'word' },
            { head: 'Folder', kind: 'path' },
          ],
          rows: repositories.map(({ name, folder, state, home, here, disabled }) => [
            { is: 'text', text: name, style: here ? 'strong' : undefined },
            {
              is: 'state',
              state: state === 'unlinked' ? 'not linked' : state,
              text: state,
              style: state === 'linked' ? 'good' : 'alarm',
            },
            [home && 'home', disabled && 'disabled', here && 'here'].filter(Boolean).join(', '),
            { is: 'code', text: folder },
          ]),
        },
      ],
      notes: repositories.map(({ name, note }) => note && `${name} is ${note}`),
    }),
  },
  cli: { examples: ['repo list'] },
});

const code = (text: string | undefined): Cell => (text === undefined ? undefined : { is: 'code', text });

export const repoShow = defineCommand({
  name: 'repo_show',
  title: 'Show a repository',
  summary: 'Show a repository of this workspace: folders, remote, target branch, open tasks and claims.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: z.string().describe('Repository; default: the current one').optional() }),
  output: () =>
    z.strictObject({
      repository: outputs.stored('repository'),
      state: z.enum(REPOSITORY_STATES),
      note: z.string().exactOptional(),
      tasks: z.array(z.int()),
      claims: z.int(),
    }),
  async run(context, { name }) {
    const { all, here } = context.repositories;
    const standing = all.find((one) => here && repoOf(one) === here.repo);
    const found = findRepository(name ?? standing?.name ?? '', all);
    const repository = { ...found, ...present({ remote: remoteOf(found) }) };
    const { tasks, claims } = namedInScopes(context.store.state, repository);
    const state = stateOf(repository, context);
    const { note } = repositoryNote(repository, state, context);
    return { repository, state, ...present({ note }), tasks: tasks.map(({ id }) => id), claims };
  },
  show: {
    doc: ({ repository: { name, folder, common, home, remote, target, disabled, before }, note, tasks, claims }) => ({
      title: `${name}${home ? ' (home)' : ''}`,
      sections: [
        {
          facts: [
            ['folder', code(folder)],
            ['git folder', code(common)],
            ['remote', code(remote) ?? 'none'],
            ['target branch', code(target) ?? "the checkout's branch, unless the setting runs.target names one"],
            ['disabled', disabled && 'no runs start in it'],
            ['former queue', before],
            ['open tasks', tasks.length === 0 ? 'none names it' : { is: 'tasks', ids: tasks }],
            ['claims', claims === 0 ? undefined : String(claims)],
          ],
        },
      ],
      notes: [note],
    }),
  },
  cli: { positional: ['name'], examples: ['repo show api'] },
});
