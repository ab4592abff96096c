import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { flagInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { PageRecord } from '../../goals/page.ts';
import { goalName } from '../../text/goals.ts';
import { harmless } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import { actorOf, planIn } from './fields.ts';
import { checkDocuments, savedRecord, shownSave } from './saved.ts';

export const goalExport = defineCommand({
  name: 'goal_export',
  title: 'Export goals',
  summary: 'Print goals and the records above them as one Markdown page, in a fixed order for diffs.',
  group: 'admin',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ page: z.string() }),
  async run(context) {
    const { writePage } = await import('./goals-on-call.ts');
    return { page: writePage(planIn(context), context.store.id) };
  },
  show: { onlyWhole: true, verbatim: true, file: ({ page }) => page, text: ({ page }) => harmless(page).trimEnd() },
  cli: { examples: ['goal export > goals.md'] },
});

const FORMATS = { page: 'a page of goals', vision: 'a vision in Markdown', openbacklog: 'OpenBacklog' } as const;

export const goalImport = defineCommand({
  name: 'goal_import',
  title: 'Import goals',
  summary:
    'Read a page of goal_export, a vision in Markdown, or data of OpenBacklog as JSON. Stores all records or none.',
  group: 'admin',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      from: pathInput('File', 'read', { orText: true }),
      dry_run: flagInput().describe('Only show the effect').optional(),
    }),
  output: () =>
    z.strictObject({
      format: z.enum(['page', 'vision', 'openbacklog']),
      dry_run: z.boolean(),
      records: z.array(savedRecord()),
      /** Headings and tasks that were left out, each with the reason. */
      left: z.array(z.string()),
    }),
  async run(context, { from, dry_run = false }, write) {
    const { importPlan } = await import('./goals-on-call.ts');
    const { format, records, queue, left } = await readPlan(await textFrom(context, from));
    const isOwn = queue !== undefined && queue === context.store.id;
    if (records.length === 0)
      refuse('invalid', 'no goal was found', {
        hint: 'For a page: goal_export. Headings of a vision: Vision, Goals, Principles, Not doing.',
      });
    const meaning = { whole: format === 'page', isOwn };
    const stored = await tried(write, dry_run, (tx) => {
      const done = importPlan(tx, records, actorOf(context), meaning);
      checkDocuments(context, done);
      return done;
    });
    return { format, dry_run, records: stored.map(shownSave), left };
  },
  show: {
    text: ({ format, dry_run, records, left }) =>
      [
        `${dry_run ? 'Would read' : 'Read'} ${counted(records.length, 'record')} from ${FORMATS[format]}`,
        ...records.filter(({ did }) => did !== 'unchanged').map(({ record, did }) => `${did} ${goalName(record)}`),
        ...left.map((each) => `left out: ${harmless(each)}`),
      ].join('\n'),
  },
  cli: {
    positional: ['from'],
    piped: { field: 'from' },
    examples: ['goal import goals.md', 'goal import --dry-run VISION.md'],
  },
});

async function textFrom(context: Context, from: string): Promise<string> {
  const { givenPath, textOfGiven } = await import('./goals-on-call.ts');
  const named = context.files.get(from);
  const given = named ? givenPath(named.said, named.file) : textOfGiven(from, 'the text');
  if (given.folder) refuse('usage', `"${from}" is a folder`, { hint: 'Give the path of a file.' });
  return given.text(given.files()[0]!);
}

interface ReadPlan {
  format: keyof typeof FORMATS;
  records: PageRecord[];
  /** Id of the queue that wrote the page. */
  queue?: string | undefined;
  left: string[];
}

/** Recognizes the format by the text. @throws BacklogError `invalid` with the lines that can't be read */
async function readPlan(text: string): Promise<ReadPlan> {
  const { readOpenBacklog, readPage, readVisionText } = await import('./goals-on-call.ts');
  const json = jsonIn(text);
  if (json !== undefined) {
    const found = readOpenBacklog(json);
    if (!found)
      refuse('invalid', 'the JSON has no vision, pillars, outcomes, themes, heroes or initiatives of OpenBacklog');
    const tasks = found.tasks.map(({ description }) => `task "${description}"; task_import adds tasks`);
    return { format: 'openbacklog', records: found.records, left: tasks };
  }
  if (!/^### /m.test(text) || !/^# Plan\s*$/m.test(text)) {
    const { records, left } = readVisionText(text);
    return { format: 'vision', records, left: left.map((heading) => `heading "${heading}"`) };
  }
  const { records, queue, problems } = readPage(text);
  if (problems.length > 0)
    refuse(
      'invalid',
      problems
        .slice(0, 10)
        .map(({ line, text: what }) => `line ${line}: ${what}`)
        .join('; '),
      {
        hint: 'A record is a heading such as `### I-3 Title`, with lines such as `- why: text`.',
      },
    );
  return { format: 'page', records, queue, left: [] };
}

function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse('invalid', `the JSON can't be read: ${(error as Error).message}`);
  }
}
