import { claimHolder, untilText } from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import { formatAge } from '../../time/index.ts';
import type { ClaimReader } from '../claim.ts';
import { listScreen } from './layout/list.ts';
import type { Screen, ScreenPiece } from './layout/screen.ts';

/** Draws the claims as a table: holder, remaining time, task and files. */
export function claimsScreen(
  claims: readonly Claim[],
  { holder, facts, repositories }: Omit<ClaimReader, 'who'>,
  screen: Screen,
): string {
  const by = (claim: Claim): ScreenPiece =>
    claim.holder === holder ? { text: 'you', style: 'good' } : { text: claimHolder(claim, facts) };
  const left = (claim: Claim): ScreenPiece => {
    const hold = facts.holdOf(claim);
    const text = untilText(claim, hold, (until) => formatAge(fromInstant(until) - facts.now));
    return hold ? { text } : { text, style: 'alarm' };
  };
  return listScreen(
    {
      noun: 'claim',
      rows: claims,
      columns: [
        { head: 'Claim', keep: 1, cell: ({ id }) => ({ text: id.slice(0, 8), style: 'faint' }) },
        { head: 'Claimed by', keep: 9, least: 8, most: 32, cell: by },
        { head: 'Expires in', align: 'right', cell: left },
        { head: 'Task', keep: 3, least: 12, most: 60, lines: 2, cell: ({ label }) => label },
        { head: 'Files', keep: 2, least: 12, lines: 3, cell: ({ scope }) => scopeText(scope, repositories) },
      ],
    },
    screen,
  );
}
