import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { projectSummary, summaryOfProjects } from '../../report/summary.ts';
import { summaryText } from '../../text/report.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { archivedInput, selectedEver } from './selected.ts';

export const reportSummary = defineCommand({
  name: 'report_summary',
  title: 'Summary by project',
  summary:
    'How far each project is: open and done tasks, percent, their average age. Projects in which something is open, unless all are asked for.',
  toolset: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Which tasks; all by default').default(''),
      all: flagInput().describe('Projects in which nothing is open, too').optional(),
      archived: archivedInput(),
    }),
  output: () => z.strictObject({ projects: z.array(projectSummary()), notes: outputs.notes() }),
  async run(context, { filter, all = false, archived }) {
    const { tasks, notes } = await selectedEver(context, filter, archived);
    const projects = summaryOfProjects(tasks, { now: context.clock.now, all });
    return { projects, ...(notes.length > 0 ? { notes } : {}) };
  },
  show: {
    rows: { of: 'projects', columns: ['project', 'open', 'done', 'percent', 'averageAgeMs'] },
    text: summaryText,
    async screen(summary, _, screen) {
      const { summaryScreen } = await import('../../text/screen/screens.ts');
      return summaryScreen(summary, screen);
    },
  },
  cli: { positional: ['filter'], aliases: ['summary'], examples: ['summary', 'summary project:web --all'] },
});
