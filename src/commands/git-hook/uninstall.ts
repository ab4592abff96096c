import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import type { Taken } from '../../runs/gate/index.ts';
import { chosenRepositories, recordedFiles } from '../../work/repo/gates.ts';
import { defineCommand } from '../command.ts';
import { which } from './fields.ts';

export const gitHookUninstall = defineCommand({
  name: 'git_hook_uninstall',
  title: 'Uninstall the git hook',
  summary: 'Takes the pre-commit hook away; the one that was there before has its place again, as it was. For people.',
  toolset: 'admin',
  effect: 'write',
  forPeople: 'gitHooks',
  terminal: true,
  positional: ['repository'],
  examples: ['git-hook uninstall', 'git-hook uninstall --all'],
  input: () => z.strictObject(which()),
  output: () =>
    z.strictObject({
      hooks: z.array(
        z.strictObject({
          repository: z.string(),
          file: z.string(),
          did: z.enum(['removed', 'restored', 'nothing']),
          left: z.string().optional(),
        }),
      ),
    }),
  async run(context, asked, write) {
    const { seatsOf, takeGate } = await import('../on-call.ts');
    const chosen = chosenRepositories(context, asked);
    const hooks: (Taken & { repository: string })[] = [];
    for (const { name, root } of chosen) {
      // Where it was put, and where it would be put now: core.hooksPath may have changed in between.
      const recorded = recordedFiles(context, name);
      const seats = (await seatsOf(root)).filter(({ off }) => off === undefined).map(({ file }) => file);
      for (const file of new Set([...recorded, ...seats])) hooks.push({ repository: name, ...takeGate(file) });
    }
    const known = chosen.filter(({ name }) => context.store.state.get('gate', name));
    const told = hooks.filter(({ did, left }) => did !== 'nothing' || left !== undefined);
    if (known.length === 0 && told.length === 0)
      refuse('nothing-to-do', 'no git hook of ours is there', { hint: 'backlog git-hook status --all shows all.' });
    if (known.length > 0)
      await write((tx) => {
        for (const { name } of known) tx.remove('gate', name);
      });
    return { hooks: told };
  },
  text: ({ hooks }) => hooks.map(lineOf).join('\n') || 'It was gone already.',
});

function lineOf({ repository, file, did, left }: Taken & { repository: string }): string {
  if (left !== undefined)
    return `${repository}: ${file} is somebody else's hook and stays; the one that was there before it is ${left}.`;
  return did === 'restored'
    ? `${repository}: ${file} is again the hook that was there before.`
    : `${repository}: removed ${file}.`;
}
