import * as z from 'zod';
import { toInstant } from '../../domain/instant.ts';
import { claimText } from '../../text/claim.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimList = defineCommand({
  name: 'claim_list',
  title: 'List claims',
  summary: 'List claims: task, files, holder and expiry.',
  toolset: 'queue',
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
        }),
      ),
      holder: z.string(),
      now: z.string(),
    }),
  async run(context) {
    const claims = claimsHeld(context.store.state);
    const { holdOf } = context.facts();
    return {
      claims,
      leases: claims.map((claim) => {
        const hold = holdOf(claim);
        return { claim: claim.id, held: hold !== undefined, ...hold };
      }),
      holder: context.caller.holder,
      now: toInstant(context.clock.now),
    };
  },
  show: {
    rows: { of: 'claims', columns: ['id', 'holder', 'label', 'scope', 'expires'] },
    text: ({ claims, holder }, context) => {
      const reader = { holder, facts: context.facts(), repositories: context.repositories.all };
      return claims.length === 0 ? 'No claims.' : claims.map((claim) => claimText(claim, reader)).join('\n');
    },
    async screen({ claims, holder }, context, screen) {
      const { claimsScreen } = await import('../../text/screen/screens.ts');
      return claimsScreen(claims, { holder, facts: context.facts(), repositories: context.repositories.all }, screen);
    },
  },
});
