import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { repoOf } from '../../domain/repository.ts';
import { remoteOf } from '../../work/repo/identity.ts';
import { findRepository, namedInScopes } from '../../work/repo/remove.ts';
import { REPOSITORY_STATES, stateOf } from '../../work/repo/state.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { repositoryNote } from './list.ts';

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
            ['folder', folder],
            ['git folder', common],
            ['remote', remote],
            ['target branch', target],
            ['disabled', disabled && 'no runs start in it'],
            ['former queue', before],
          ],
        },
      ],
      notes: [note, `${counted(tasks.length, 'open task')} and ${counted(claims, 'claim')} use it`],
    }),
  },
  cli: { positional: ['name'], examples: ['repo show api'] },
});
