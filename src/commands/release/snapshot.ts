import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { release } from '../../domain/runs/release-shapes.ts';
import { defineCommand } from '../command.ts';
import { limitInput, rowLimit } from '../limit.ts';

const ROWS = { usual: 100, most: 500 };

export const releaseSnapshot = defineCommand({
  name: 'release_snapshot',
  title: 'Show what a release contains',
  summary:
    'List results and completed tasks since a tag, by repository, with uncommitted files and unfinished runs. Default: since the newest tag of each target branch.',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      since: z
        .string()
        .trim()
        .regex(/^[^\p{Cc}\s]+$/u, 'expected the name of a tag')
        .describe('Name of a tag, such as v1.2')
        .optional(),
      markdown: flagInput().describe('Format as Markdown').optional(),
      limit: limitInput('tasks per list', ROWS),
    }),
  output: () => release().extend({ markdown: z.boolean() }),
  async run(context, { since, markdown = false, limit }) {
    const { gatherRelease: gather } = await import('../on-call.ts');
    return { ...(await gather(context, since, rowLimit(limit, ROWS, context.caller))), markdown };
  },
  show: {
    rows: { of: 'tasks', columns: ['id', 'run', 'repository', 'commit', 'description'] },
    async doc({ markdown: _, ...found }, { clock }) {
      const { releaseDoc } = await import('../../text/release.ts');
      return releaseDoc(found, clock.zone);
    },
  },
  cli: { positional: ['since'], examples: ['release snapshot', 'release snapshot --since v1.2 --markdown'] },
});
