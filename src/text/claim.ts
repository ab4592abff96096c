import { untilText } from '../claims/index.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Claim } from '../domain/records.ts';
import { scopeText } from '../domain/scope-text.ts';
import { formatFull } from '../time/index.ts';

export interface ClaimReader {
  /** The reader's holder path, to mark the reader's own claims. */
  holder: string;
  /** Describes a claim's holder. */
  who: (claim: Claim) => string;
  facts: Facts;
  repositories: Parameters<typeof scopeText>[1];
}

/** Formats a claim: `1a2b3c4d you: #12 Fix login  src/login/** until 2026-08-01 10:10 CEST`. */
export function claimText(claim: Claim, { holder, who, facts, repositories }: ClaimReader): string {
  const whose = claim.holder === holder ? 'you' : who(claim);
  const what = [claim.label, scopeText(claim.scope, repositories)].filter(Boolean).join('  ');
  return `${claim.id.slice(0, 8)} ${whose}: ${what || '(no files)'} ${heldText(claim, facts)}`;
}

/** Formats the time at which a claim expires. */
export function heldText(claim: Claim, { holdOf, zone }: Pick<Facts, 'holdOf' | 'zone'>): string {
  return untilText(claim, holdOf(claim), (until) => `until ${formatFull(fromInstant(until), zone)}`);
}
