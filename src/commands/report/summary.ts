import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { projectSummary, summaryOfProjects } from '../../report/summary.ts';
import { summaryDoc } from '../../text/report.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { archivedInput, selectedEver } from './selected.ts';

export const reportSummary = defineCommand({
  name: 'report_summary',
  title: 'Summarize projects',
  summary:
    'Summarize the projects that have open tasks: open and done tasks, percentage done, average age. `all: true` includes the other projects.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Filter; default: all tasks').default(''),
      all: flagInput().describe('Include projects without open tasks').optional(),
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
    doc: summaryDoc,
  },
  cli: { positional: ['filter'], aliases: ['summary'], examples: ['summary', 'summary project:web --all'] },
});
