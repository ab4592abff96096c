import * as z from 'zod';
import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { callOf } from '../../domain/calls/door.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Claim } from '../../domain/records.ts';
import { claimText } from '../../text/claim.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { holderWords } from '../../work/claim/holder-words.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Maximum number of claims in a text for a model, and maximum length of a line. */
const ROWS = 30;
const LINE = 160;

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
          task: z.strictObject({ id: z.int(), description: z.string() }).exactOptional(),
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
          ...(task ? { task: { id: task.id, description: task.description } } : {}),
        };
      }),
      holder: context.caller.holder,
      now: toInstant(context.clock.now),
    };
  },
  show: {
    rows: { of: 'claims', columns: ['id', 'holder', 'label', 'scope', 'expires'] },
    text: ({ claims, holder }, context) => {
      const who = holderWords({
        records: context.store.state,
        reader: holder,
        now: context.clock.now,
        otherHost: context.otherHost,
      });
      const reader = { holder, who, facts: context.facts(), repositories: context.repositories.all };
      if (claims.length === 0) return 'No claims.';
      const { door } = context.caller;
      if (door === 'cli') return claims.map((claim) => claimText(claim, reader)).join('\n');
      // The reader's own claims come first, so that it finds them in a cut list.
      const isOwn = (claim: Claim) => claim.holder === holder;
      const shown = [...claims.filter(isOwn), ...claims.filter((claim) => !isOwn(claim))].slice(0, ROWS);
      const more = claims.length - shown.length;
      return [
        ...shown.map((claim) => clip(claimText(claim, reader), LINE)),
        ...(more > 0 ? [`(+${more} more; ${callOf(context.caller, 'claim_check')} shows the claims of a path)`] : []),
      ].join('\n');
    },
    async screen({ claims, holder }, context, screen) {
      const { claimsScreen } = await import('../../text/screen/screens.ts');
      return claimsScreen(claims, { holder, facts: context.facts(), repositories: context.repositories.all }, screen);
    },
  },
});
