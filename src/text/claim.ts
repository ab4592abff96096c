import { holderLabel } from '../claims/index.ts';
import type { Claim } from '../domain/claim.ts';
import { fromInstant } from '../domain/instant.ts';
import { scopeText } from '../domain/scope-text.ts';
import { formatFull } from '../time/index.ts';

/** How a reader sees claims. */
export interface ClaimReader {
  /** What the reader holds by. */
  holder: string;
  /** Milliseconds since the epoch. */
  now: number;
  zone: string;
  repositories: Parameters<typeof scopeText>[1];
}

/** `1a2b3c4d you: #12 Fix login  src/login/** until 2026-08-01 10:10 CEST` */
export function claimText(claim: Claim, { holder, now, zone, repositories }: ClaimReader): string {
  const whose = claim.holder === holder ? 'you' : holderLabel(claim.holder);
  const what = [claim.label, scopeText(claim.scope, repositories)].filter(Boolean).join('  ');
  const expired = fromInstant(claim.expires) <= now ? ' (expired)' : '';
  return `${claim.id.slice(0, 8)} ${whose}: ${what || '(nothing)'} ${untilText(claim, zone)}${expired}`;
}

export function untilText({ expires }: Claim, zone: string): string {
  return `until ${formatFull(fromInstant(expires), zone)}`;
}
