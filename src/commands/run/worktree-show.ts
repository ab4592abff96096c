import * as z from 'zod';
import { counted, sizeText } from '../../base/amounts.ts';
import { callOf } from '../../domain/calls/door.ts';
import { runInput } from '../../domain/calls/inputs.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

/** Maximum number of shown paths. */
const PATHS = 100;

export const worktreeShow = defineCommand({
  name: 'worktree_show',
  title: 'Show a worktree',
  elsewhere: 'run checkout',
  summary:
    'Show the worktree of a run before you remove it: disk use, work that is in no result, and reasons to keep it.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: () =>
    z.strictObject({
      id: z.string(),
      folder: z.string(),
      bytes: z.number(),
      /** Files whose content is in no result. A clean-up keeps them under rescue refs. `total` is their number. */
      unsaved: z.array(z.string()),
      total: z.int(),
      /** Nested repositories in the worktree, and files in submodules. */
      nested: z.array(z.string()),
      /** The reason why a clean-up without force keeps the worktree. Absent if it would remove the worktree. */
      keeps: z
        .strictObject({ text: z.string(), hint: z.string().exactOptional(), forced: z.boolean() })
        .exactOptional(),
    }),
  async run(context, { run }) {
    const { previewClean } = await import('../on-call.ts');
    const { unsaved, nested, ...preview } = await previewClean(context, run);
    return {
      ...preview,
      unsaved: unsaved.slice(0, PATHS),
      total: unsaved.length,
      nested: nested.slice(0, PATHS),
    };
  },
  show: {
    text: ({ id, folder, bytes, unsaved, total, nested, keeps }, { caller }) =>
      [
        `${id} ${sizeText(bytes)} ${oneLine(folder)}`,
        total === 0 ? 'The result has all of its files.' : `The result doesn't have ${counted(total, 'file')}:`,
        ...unsaved.map((path) => `  ${oneLine(path)}`),
        ...(total > unsaved.length ? [`  … and ${total - unsaved.length} more`] : []),
        ...nested.map((path) => `in a nested repository or submodule, so not in the result: ${oneLine(path)}`),
        ...(keeps
          ? [
              `${keeps.text}${keeps.forced ? `; to delete it anyway: ${callOf(caller.door, 'run_clean', `${id} --force`)}` : ''}`,
            ]
          : []),
      ].join('\n'),
  },
  cli: { positional: ['run'], examples: ['worktree show r7'] },
});
