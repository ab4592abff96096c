import * as z from 'zod';
import type { Claim } from '../../domain/claim.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { claimText } from '../../text/claim.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimList = defineCommand({
  name: 'claim_list',
  title: 'List claims',
  summary: 'Who holds which tasks and files, and until when.',
  toolset: 'queue',
  effect: 'read',
  rows: { of: 'claims', columns: ['id', 'holder', 'label', 'scope', 'expires'] },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ claims: z.array(outputs.stored('claim')), holder: z.string(), now: z.string() }),
  async run(context) {
    return {
      claims: claimsHeld(context.store.state),
      holder: context.caller.holder,
      now: toInstant(context.clock.now),
    };
  },
  text: ({ claims, holder, now }, { repositories, clock }) => {
    const reader = { holder, now: fromInstant(now), zone: clock.zone, repositories: repositories.all };
    return claims.length === 0 ? 'No claims.' : claims.map((claim) => claimText(claim, reader)).join('\n');
  },
  async screen({ claims, holder, now }, { repositories }, screen) {
    const { claimsScreen } = await import('../../text/screen/screens.ts');
    return claimsScreen(claims as Claim[], { holder, now: fromInstant(now), repositories: repositories.all }, screen);
  },
});
