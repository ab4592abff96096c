import * as z from 'zod';
import { present } from '../../base/present.ts';
import { repoOf } from '../../domain/repository.ts';
import type { Cell } from '../../text/doc/doc.ts';
import { remoteOf } from '../../work/repo/identity.ts';
import { findRepository, namedInScopes } from '../../work/repo/remove.ts';
import { REPOSITORY_STATES, stateOf } from '../../work/repo/state.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { repositoryNote } from './list.ts';

const code = (text: string | undefined): Cell => (text === undefined ? undefined : { is: 'code', text });

export const repoShow = defineCommand({
  name: 'repo_show',
  title: 'Show a repository',
  summary: 'Show a repository of this workspace: folders, remote, target branch, open tasks and claims.',
  toolset: 'admin',
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
