import { counted } from '../../../base/amounts.ts';
import { noWayBack } from '../../../sources/reading/given-limits.ts';
import { defineCommand } from '../../command.ts';
import { exportInput, exportOutput } from './export-shapes.ts';

export const taskExport = defineCommand({
  name: 'task_export',
  title: 'Export tasks',
  summary: 'Export tasks and documents as JSON or in another format: all, also closed ones, or those of a filter.',
  group: 'admin',
  access: { effect: 'read' },
  input: exportInput,
  output: exportOutput,
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
