import * as z from 'zod';
import { counted } from '../../../base/amounts.ts';
import { typedAs } from '../../../base/shape.ts';
import { flagInput, pathInput } from '../../../domain/calls/inputs.ts';
import { EXPORT_FORMATS, formatMeant } from '../../../domain/task-formats.ts';
import { noWayBack } from '../../../sources/reading/given-limits.ts';
import { defineCommand } from '../../command.ts';

export const taskExport = defineCommand({
  name: 'task_export',
  title: 'Export tasks',
  summary: 'Export tasks and documents as JSON or in another format: all, also closed ones, or those of a filter.',
  group: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Filter; default: all tasks').default(''),
      format: z.preprocess(formatMeant, z.enum(EXPORT_FORMATS)).describe('Target format').optional(),
      docs: flagInput().describe('Include documents (default true)').optional(),
      to: pathInput('File; its ending sets the format. A new folder for backlog-runner', 'over').optional(),
      force: flagInput().describe("Overwrite a file that isn't an export").optional(),
      attachments: flagInput().describe('Include attachments in base64').optional(),
      archived: flagInput().describe('Include archived tasks').optional(),
      settings: flagInput().describe('Include settings and agents (JSON)').optional(),
    }),
  output: () =>
    z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      tasks: z
        .array(typedAs<Record<string, unknown>>(z.looseObject({ uuid: z.string(), description: z.string() })))
        .exactOptional(),
      /** Settings by name, and agents, as in a config file. Only if the caller asked for them. */
      settings: z.record(z.string(), z.unknown()).exactOptional(),
      /** Names of settings and agents that an export can't have. */
      left: z.array(z.string()).exactOptional(),
      to: z.string().exactOptional(),
      count: z.int().exactOptional(),
    }),
  async run(context, input) {
    const { exportQueue } = await import('../../exchange-on-call.ts');
    return exportQueue(context, input);
  },
  show: {
    onlyWhole: true,
    verbatim: true,
    file: async (output) =>
      output.to === undefined ? (await import('../../exchange-on-call.ts')).exportedText(output) : undefined,
    text: async (output) => {
      const { format, to, count = 0, left } = output;
      if (to === undefined)
        return (await import('../../exchange-on-call.ts')).exportedText(output).replace(/\r?\n$/, '');
      return [`Wrote ${counted(count, 'task')} to ${to} (${format})`, noWayBack(count) ?? [], leftOut(left)]
        .flat()
        .join('\n');
    },
    fileNote: ({ tasks = [], left }) => [noWayBack(tasks.length) ?? [], leftOut(left)].flat().join('\n') || undefined,
  },
  cli: {
    positional: ['filter'],
    examples: [
      'task export > backlog.json',
      'task export project:web',
      'task export --format taskwarrior > tasks.json',
      'task export --to backlog.json',
      'task export --format markdown project:web > plan.md',
      'task export --settings --to backlog.json',
      'task export --format backlog-runner --to backlog',
    ],
  },
});

const leftOut = (left: readonly string[] = []): string[] =>
  left.length === 0 ? [] : [`Left out, because they grant rights or concern only this queue: ${left.join(', ')}`];
