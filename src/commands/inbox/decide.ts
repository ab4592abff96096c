import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { idInput, listInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Proposal } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { nameText } from '../../text/row.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { acceptProposal, findProposal, mergeProposal, rejectProposal } from '../../work/inbox/decide.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { proposalName } from './outputs.ts';

/** The id of a proposal, in front of which a short verb means the inbox. */
const PROPOSAL = /^p\d+(?:,|$)/i;

const ids = () => listInput().describe('Proposals: p1,p3');
const proposals = () => z.array(outputs.stored('proposal'));

/**
 * Finds proposals, each once, however its id is written: `p1`, `P1` and `1` are the same.
 * @throws BacklogError `usage`, `not-found`
 */
function named(tx: Pick<Tx, 'get'>, given: readonly string[]): Proposal[] {
  if (given.length === 0) refuse('usage', 'expected ids of proposals, such as p1,p3');
  return [...new Set(given.map((id) => findProposal(tx, id)))];
}

export const inboxAccept = defineCommand({
  name: 'inbox_accept',
  title: 'Accept proposals',
  summary:
    'Turn proposals of the inbox into tasks, or apply their changes of tasks, as one change. The setting inbox.agents allows agents to do so. For people.',
  group: 'daily',
  access: { effect: 'write', personAct: 'inbox.decide' },
  input: () => z.strictObject({ ids: ids() }),
  output: () =>
    z.strictObject({
      proposals: proposals(),
      tasks: outputs.tasks(),
      /** Those that somebody had rejected, as they were: the caller may not know of a rejection a moment ago. */
      overruled: proposals().exactOptional(),
    }),
  async run(context, { ids: given }, write) {
    return write((tx) => {
      const chosen = named(tx, given);
      const overruled = chosen.filter(({ state }) => state === 'rejected');
      const accepted = chosen.map(({ id }) => acceptProposal(tx, context, id));
      return {
        ...(overruled.length > 0 ? { overruled } : {}),
        proposals: accepted.map(({ proposal }) => proposal),
        tasks: accepted.flatMap(({ task, subtasks }) => [task, ...subtasks]),
      };
    });
  },
  show: {
    text: ({ proposals: all, tasks, overruled = [] }) =>
      [
        `Accepted ${counted(all.length, 'proposal')}:`,
        ...all.map(({ id, task: uuid, change }) => {
          const task = tasks.find((one) => one.uuid === uuid)!;
          if (change?.close) return `${id} deleted ${nameText(task)}`;
          const parts = change?.parts ? `, split into ${counted(change.parts.length, 'subtask')}` : '';
          return `${id} ${change ? 'changed' : 'is'} ${nameText(task)}${parts}`;
        }),
        ...overruled.map(
          ({ id, by = 'somebody', reason = '' }) => `${oneLine(by, 60)} had rejected ${id}: ${quoted(reason, 200)}`,
        ),
      ].join('\n'),
  },
  cli: {
    positional: ['ids'],
    silent: ['accept', 'approve'],
    aliasIfNext: PROPOSAL,
    examples: ['inbox accept p1', 'inbox accept p1,p3'],
  },
});

export const inboxMerge = defineCommand({
  name: 'inbox_merge',
  title: 'Merge a proposal into a task',
  summary: 'Say that a task covers a proposal. The proposal does not come again. For people.',
  group: 'daily',
  access: { effect: 'write', personAct: 'inbox.decide' },
  input: () => z.strictObject({ id: z.string().describe('Proposal p3'), task: idInput().describe('Task') }),
  output: () => z.strictObject({ proposal: outputs.stored('proposal'), task: outputs.task() }),
  async run(context, { id, task: text }, write) {
    return write((tx) => {
      const task = findTask(context.queue, text);
      return { proposal: mergeProposal(tx, context, id, task), task };
    });
  },
  show: { text: ({ proposal, task }) => `Merged ${proposalName(proposal)} into ${nameText(task)}` },
  cli: { positional: ['id', 'task'], silent: ['merge'], aliasIfNext: PROPOSAL, examples: ['inbox merge p1 12'] },
});

export const inboxReject = defineCommand({
  name: 'inbox_reject',
  title: 'Reject proposals',
  summary: 'Reject proposals of the inbox with a reason. They do not come again, and are only counted. For people.',
  group: 'daily',
  access: { effect: 'write', personAct: 'inbox.decide' },
  input: () => z.strictObject({ ids: ids(), reason: z.string().trim().min(1).max(500).describe('Why not') }),
  output: () => z.strictObject({ proposals: proposals() }),
  async run(context, { ids: given, reason }, write) {
    return write((tx) => ({ proposals: named(tx, given).map(({ id }) => rejectProposal(tx, context, id, reason)) }));
  },
  show: {
    text: ({ proposals: all }) =>
      [
        `Rejected ${counted(all.length, 'proposal')}: ${quoted(all[0]?.reason ?? '', 200)}`,
        ...all.map(proposalName),
      ].join('\n'),
  },
  cli: {
    positional: ['ids'],
    silent: ['reject', 'decline', 'discard', 'dismiss', 'refuse'],
    aliasIfNext: PROPOSAL,
    examples: ['inbox reject p1 --reason "Not worth it"'],
  },
});
