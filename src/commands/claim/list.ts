import * as z from 'zod';
import { present } from '../../base/present.ts';
import { untilText } from '../../claims/index.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import { namedTask, namedTaskOf } from '../../domain/task/raw-title.ts';
import type { Cell } from '../../text/doc/doc.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { holderWords } from '../../work/claim/holder-words.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Maximum number of claims in a text for a model. */
const ROWS = 30;

export const claimList = defineCommand({
  name: 'claim_list',
  title: 'List claims',
  summary: 'List claims: task, files, holder and expiry.',
  toolset: 'queue',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      claims: z.array(outputs.stored('claim')),
      /**
       * For each claim, in the same order: whether the claim is still valid, and its end. Without `until`, the claim
       * lasts as long as its holder's process or, with `released`, until somebody releases it.
       */
      leases: z.array(
        z.strictObject({
          claim: z.string(),
          held: z.boolean(),
          until: z.string().exactOptional(),
          released: z.literal(true).exactOptional(),
          /** The host of the claim's holder if it is another machine. */
          host: z.string().exactOptional(),
          /** The claimed task. Absent for a claim of files. */
          task: namedTask().exactOptional(),
        }),
      ),
      holder: z.string(),
      now: z.string(),
    }),
  async run(context) {
    const claims = claimsHeld(context.store.state);
    const { holdOf, hostOf } = context.facts();
    return {
      claims,
      leases: claims.map((claim) => {
        const hold = holdOf(claim);
        const task = claim.task === undefined ? undefined : context.queue.get(claim.task);
        return {
          ...{ claim: claim.id, held: hold !== undefined, ...hold, ...present({ host: hostOf(claim) }) },
          ...(task ? { task: namedTaskOf(task) } : {}),
        };
      }),
      holder: context.caller.holder,
      now: toInstant(context.clock.now),
    };
  },
  show: {
    rows: { of: 'claims', columns: ['id', 'holder', 'label', 'scope', 'expires'] },
    doc: ({ claims, leases, holder }, context) => {
      const { caller, repositories } = context;
      const facts = context.facts();
      const records = context.store.state;
      const tasks = new Map(leases.map(({ claim, task }) => [claim, task]));
      const who = holderWords({ records, reader: holder, now: context.clock.now, otherHost: context.otherHost });
      // The reader's own claims come first, so that it finds them in a cut list.
      const isOwn = (claim: Claim) => claim.holder === holder;
      const sorted = caller.door === 'cli' ? claims : [...claims.filter(isOwn), ...claims.filter((one) => !isOwn(one))];
      return {
        sections: [
          {
            ...{ noun: 'claim', more: { command: 'claim_check', words: { paths: '<paths>' } } },
            ...(caller.door === 'cli' ? {} : { most: ROWS }),
            columns: [
              { head: 'Claim', kind: 'hash' },
              { head: 'Claimed by', kind: 'holder' },
              { head: 'Expires in', kind: 'end' },
              { head: 'Task', kind: 'task' },
              { head: 'Files', kind: 'files' },
            ],
            keys: sorted.map(({ id }) => id),
            rows: sorted.map((claim): Cell[] => [
              { is: 'text', text: claim.id.slice(0, 8), style: 'faint' },
              isOwn(claim) ? { is: 'text', text: 'you', style: 'good' } : who(claim),
              endOf(claim, facts),
              taskCell(claim.label, tasks.get(claim.id)),
              { is: 'code', text: scopeText(claim.scope, repositories.all) },
            ]),
          },
        ],
      };
    },
  },
});

/** Returns the claimed task. A claim of files can have a label of its own. */
function taskCell(label: string | undefined, task: { id: number; description: string } | undefined): Cell {
  return task && label ? { is: 'task', task, text: label } : label;
}

function endOf(claim: Claim, { holdOf }: Facts): Cell {
  const hold = holdOf(claim);
  const text = untilText(claim, hold, (until) => until);
  const at = hold?.released ? undefined : hold?.until;
  return { is: 'until', text, at, ...(hold ? {} : { style: 'alarm' }) };
}
