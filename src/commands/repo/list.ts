import * as z from 'zod';
import { present } from '../../base/present.ts';
import { repoOf } from '../../domain/repository.ts';
import { remoteOf } from '../../work/repo/identity.ts';
import { REPOSITORY_STATES, type RepositoryState, stateOf } from '../../work/repo/state.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Hints for repositories that differ from their record, by the kind of difference. */
export const STATE_TEXT: Readonly<Record<RepositoryState, (name: string) => string | undefined>> = {
  linked: () => undefined,
  gone: (name) =>
    `gone: moved or deleted. If it moved, any change from its new folder records that. If not: \`backlog repo remove ${name}\`, or \`backlog repo add FOLDER --name ${name}\``,
  elsewhere: () => undefined,
  unlinked: (name) =>
    `not linked: its folder has another repository, or its marker was lost; \`backlog repo add FOLDER --name ${name}\` links it again`,
};

export const repoList = defineCommand({
  name: 'repo_list',
  title: 'List repositories',
  summary: 'List the repositories of this workspace with their folders; marks those that moved or are missing.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      repositories: z.array(
        z.intersection(
          outputs.stored('repository'),
          z.looseObject({ state: z.enum(REPOSITORY_STATES), here: z.boolean(), note: z.string().exactOptional() }),
        ),
      ),
    }),
  async run(context) {
    const { all, here } = context.repositories;
    return {
      repositories: all.map((one) => {
        const state = stateOf(one, context);
        const note = STATE_TEXT[state](one.name);
        const isHere = here !== undefined && here.repo === repoOf(one);
        return { ...one, ...present({ remote: remoteOf(one), note }), state, here: isHere };
      }),
    };
  },
  show: {
    rows: { of: 'repositories', columns: ['name', 'folder', 'state', 'home', 'here', 'disabled'] },
    text: ({ repositories }) =>
      repositories
        .map(({ name, folder, home, here, disabled, state }) =>
          [name, folder, home && 'home', disabled && 'disabled', here && 'here', STATE_TEXT[state](name)]
            .filter(Boolean)
            .join('  '),
        )
        .join('\n') || 'No repositories yet. The first change in a git repository records it.',
    async screen({ repositories }, _, screen) {
      const { repositoriesScreen } = await import('../../text/screen/screens.ts');
      const notes = repositories.flatMap(({ name, state }) => {
        const told = STATE_TEXT[state](name);
        return told ? [`${name} is ${told}`] : [];
      });
      const none =
        repositories.length === 0 ? ['No repositories yet. The first change in a git repository records it.'] : [];
      return repositoriesScreen(repositories, [...notes, ...none], screen);
    },
  },
  cli: { examples: ['repo list'] },
});
