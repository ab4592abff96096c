import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { countInput, flagInput, pathInput } from '../../domain/calls/inputs.ts';
import { nameText } from '../../text/row.ts';
import { quoted } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { proposalName } from './outputs.ts';

/** Maximum number of proposals that the text names. */
const NAMED = 10;

/** The smallest percentage of covered lines that is no finding. */
const COVERED = 50;

export const inboxReport = defineCommand({
  name: 'inbox_report',
  title: 'Propose findings of a report',
  summary:
    'Propose the findings of a report of a tool, one proposal for each rule in a file. Findings that the tool reports no longer are closed. Reads SARIF, ESLint, npm audit, Semgrep, JUnit and coverage (lcov, Istanbul, Cobertura).',
  group: 'daily',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      from: pathInput('Report', 'read'),
      below: countInput()
        .describe(`Propose files with less coverage than this, in percent; default ${COVERED}`)
        .optional(),
      dry_run: flagInput().describe('Only show the proposals').optional(),
    }),
  output: () =>
    z.strictObject({
      tool: z.string(),
      /** Findings in the report. */
      findings: z.int(),
      added: z.array(outputs.stored('proposal')),
      /** Proposals and tasks that were known. */
      known: z.int(),
      /** Proposals for which the inbox had no room. */
      full: z.int(),
      gone: z.array(outputs.stored('proposal')),
      completed: outputs.tasks(),
      /** Open tasks whose finding is gone. Somebody works on them, or they have criteria. */
      kept: outputs.tasks(),
      dry_run: z.literal(true).exactOptional(),
    }),
  async run(context, { from, below = COVERED, dry_run: dryRun = false }, write) {
    const { reportFindings } = await import('../exchange-on-call.ts');
    return reportFindings(context, write, { from, below, dryRun });
  },
  show: {
    text(done, { caller }) {
      const { tool, findings, added, known, full, gone, completed, kept, dry_run } = done;
      const names = (all: readonly string[]) => [
        ...all.slice(0, NAMED).map((one) => `  ${one}`),
        ...(all.length > NAMED ? [`  … and ${all.length - NAMED} more`] : []),
      ];
      const rows = [
        `${dry_run ? 'Would propose' : 'Proposed'} ${added.length} of ${counted(findings, 'finding')} of ${quoted(tool, 60)}.`,
        ...names(added.map(proposalName)),
        ...(known > 0 ? [`Known before: ${known}`] : []),
        ...(full > 0 ? [`No room in the inbox: ${full}. Decide about some first: \`inbox_list\``] : []),
        ...(gone.length > 0 ? [`Gone: ${counted(gone.length, 'proposal')}`, ...names(gone.map(proposalName))] : []),
        ...(completed.length > 0 ? ['Completed, since the finding is gone:', ...names(completed.map(nameText))] : []),
        ...(kept.length > 0 ? ['The finding is gone, and the task stays open:', ...names(kept.map(nameText))] : []),
      ];
      return inDoorWords(caller, rows.join('\n'));
    },
  },
  cli: {
    positional: ['from'],
    examples: ['inbox report eslint.json', 'inbox report lcov.info --below 60', 'inbox report scan.sarif --dry-run'],
  },
  mcp: { unlisted: { below: 'percent', dry_run: '' } },
});
