import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { oneLine } from '../../text/safe.ts';
import { findRepository } from '../../work/repo/remove.ts';
import { stateOf } from '../../work/repo/state.ts';
import { defineCommand } from '../command.ts';

/** Default number of files for each repository. */
const FILES = 200;

export const repoStatus = defineCommand({
  name: 'repo_status',
  title: 'Show changed files',
  summary: 'Show branches and uncommitted changes in the checkouts of this workspace. Changes nothing there.',
  group: 'team',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      name: z.string().describe('Only this repository').optional(),
      all: flagInput().describe(`List more than ${FILES} files per repository`).optional(),
    }),
  output: () =>
    z.strictObject({
      checkouts: z.array(
        z.strictObject({
          name: z.string(),
          folder: z.string(),
          branch: z.string().exactOptional(),
          /** Changed files and their number. */
          total: z.int(),
          files: z.array(z.strictObject({ path: z.string(), status: z.string() })),
        }),
      ),
    }),
  async run(context, { name, all = false }) {
    const known = context.repositories.all;
    const asked = name === undefined ? known : [findRepository(name, known)];
    const there = asked.filter((one) => one.common !== undefined && stateOf(one, context) !== 'gone');
    const { checkoutStatus } = await import('../on-call.ts');
    const checkouts = await Promise.all(
      there.map(async (one) => {
        const { branch, files } = await checkoutStatus(one);
        return {
          ...{ name: one.name, folder: one.folder },
          ...present({ branch }),
          ...{ total: files.length, files: all ? files : files.slice(0, FILES) },
        };
      }),
    );
    return { checkouts };
  },
  show: {
    rows: { of: 'checkouts', columns: ['name', 'branch', 'total', 'folder'] },
    text: ({ checkouts }) =>
      checkouts
        .flatMap(({ name, branch, total, files }) => [
          `${name}: ${branch ?? 'detached'}, ${total === 0 ? 'no changed files' : counted(total, 'changed file')}`,
          ...files.map(({ path, status }) => `  ${status} ${oneLine(path)}`),
          ...(total > files.length ? [`  … and ${total - files.length} more`] : []),
        ])
        .join('\n') || 'No git repository here.',
  },
  cli: { positional: ['name'], examples: ['repo status', 'repo status api --all'] },
});
