import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { typedAs } from '../../base/shape.ts';
import { formatActor } from '../../domain/actor.ts';
import { pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { oneLine } from '../../text/safe.ts';
import { rejectProposal } from '../../work/inbox/decide.ts';
import { propose } from '../../work/inbox/propose.ts';
import { withScope } from '../../work/inbox/with-scope.ts';
import { fileNamed } from '../../work/paths/allow-path.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { proposalName } from './outputs.ts';

/** Maximum size of an imported file, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Maximum number of bad lines that an answer names. */
const BAD = 20;

export const inboxImport = defineCommand({
  name: 'inbox_import',
  title: 'Import an inbox',
  summary:
    "Import candidates from backlog-runner's inbox.jsonl, or rejected ones with their reasons from candidate-rejections.jsonl. Known ones are only counted. For people.",
  group: 'admin',
  access: { effect: 'write', personAct: 'inbox.decide' },
  input: () => z.strictObject({ from: pathInput('File: inbox.jsonl or candidate-rejections.jsonl', 'read') }),
  output: () =>
    z.strictObject({
      added: z.array(outputs.stored('proposal')),
      known: z.int(),
      full: z.int(),
      bad: z.array(z.strictObject({ line: z.int(), why: z.string() })),
      badCount: z.int(),
    }),
  async run(context, { from }, write) {
    const { file } = fileNamed(context, from);
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile()) refuse('not-found', `${from} is not a file`, { hint: 'Give the path of inbox.jsonl.' });
    if (facts.size > MOST_BYTES)
      refuse('invalid', `${from} has ${facts.size} bytes, more than ${MOST_BYTES}`, {
        hint: 'Split it into several files.',
      });
    const { decode, readRunnerLines } = await import('../exchange-on-call.ts');
    const { lines: all, bad } = readRunnerLines(decode(await readFile(file), from));
    const lines = all.flatMap((line) => {
      const candidate = withScope(line.candidate, context, bad);
      return candidate ? [{ ...line, candidate }] : [];
    });
    const source = { kind: 'import' as const, name: formatActor(context.caller.actor) };
    return write((tx) => {
      const proposed = propose(
        tx,
        context,
        lines.map(({ candidate }) => candidate),
        {
          source,
          rule: (_, proposal, at) => {
            const { rejected } = lines[at]!;
            return rejected === undefined ? proposal : rejectProposal(tx, context, proposal.id, rejected);
          },
        },
      );
      const did = (what: string) => proposed.filter((one) => one.did === what);
      return {
        added: did('added').flatMap(({ proposal }) => proposal ?? []),
        ...{ known: did('known').length, full: did('full').length },
        ...{ bad: bad.slice(0, BAD), badCount: bad.length },
      };
    });
  },
  show: {
    text({ added, known, full, bad, badCount }) {
      const rejected = added.filter(({ state }) => state === 'rejected').length;
      const more = [
        ...(rejected > 0 ? [`${rejected} of them rejected`] : []),
        ...(known > 0 ? [`${known} known before`] : []),
        ...(full > 0 ? [`${full} without room`] : []),
      ];
      return [
        [`Imported ${counted(added.length, 'proposal')}`, ...more].join(', '),
        ...added.slice(0, BAD).map(proposalName),
        ...(added.length > BAD ? [`… and ${added.length - BAD} more`] : []),
        ...bad.map(({ line, why }) => `line ${line}: ${oneLine(why, 200)}`),
        ...(badCount > bad.length ? [`… and ${counted(badCount - bad.length, 'bad line')} more`] : []),
      ].join('\n');
    },
  },
  cli: { positional: ['from'], examples: ['inbox import backlog/inbox.jsonl'] },
});

export const inboxExport = defineCommand({
  name: 'inbox_export',
  title: 'Export the inbox',
  summary:
    'Print the open or the rejected proposals as lines of backlog-runner: inbox.jsonl or candidate-rejections.jsonl.',
  group: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({ state: z.enum(['open', 'rejected']).describe('Only this state, default open').optional() }),
  output: () => z.strictObject({ lines: z.array(typedAs<Record<string, unknown>>(z.looseObject({}))) }),
  async run({ store }, { state = 'open' }) {
    const { runnerCandidate, runnerRejection } = await import('../exchange-on-call.ts');
    // A change of a task of this queue means nothing elsewhere.
    const chosen = Array.from(store.state.all('proposal'), ([, one]) => one)
      .filter((one) => one.state === state && !one.change)
      .sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
    return {
      lines: chosen.map(
        (one): Record<string, unknown> => (state === 'open' ? runnerCandidate(one) : runnerRejection(one)),
      ),
    };
  },
  show: { onlyWhole: true, verbatim: true, text: ({ lines }) => lines.map((line) => JSON.stringify(line)).join('\n') },
  cli: { examples: ['inbox export', 'inbox export --state rejected'] },
});
