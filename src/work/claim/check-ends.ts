import { heldUntil, isRuns, lasting } from '../../claims/index.ts';
import { type ClaimToEnd, claimToEndText, ENDS_CLAIMS } from '../../domain/calls/claims-to-end.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import type { Tx } from '../../store/index.ts';
import { concernedTasks } from './check-effects.ts';
import { type Claiming, claimsHeld, keepsOut, outranks } from './claims.ts';
import { holderWords } from './holder-words.ts';
import { leaseFacts } from './lease-facts.ts';
import { ends, takesWork } from './standing.ts';
import { type Watched, watchTransaction } from './watch-transaction.ts';

/**
 * Refuses a person's call that takes work from holders of claims, until the person has agreed. The refusal names all of
 * these claims, so that one question is enough. The answer counts for these claims only: a later holder needs another
 * one. The claims of runs are not the subject: the states of a run decide about its task.
 * @param agreed the ids of the claims that the person agreed to end
 * @throws BacklogError `claimed`, with the claims in `data.endsClaims`
 */
export function checkEnds(claiming: Claiming, watched: Watched, agreed = claiming.caller.endsClaims): void {
  if (!outranks(claiming.caller)) return;
  const asked = takenClaims(claiming, watched).filter(({ id }) => !agreed?.includes(id));
  if (asked.length > 0) throw unasked(asked, watched.tx, claiming);
}

/** Takes one step of a transaction, and checks that its caller has agreed to its effects on claims of others. */
export function agreedStep<T>(tx: Tx, claiming: Claiming, step: (tx: Tx) => T, agreed?: readonly string[]): T {
  if (!outranks(claiming.caller)) return step(tx);
  const watched = watchTransaction(tx);
  const result = step(watched.tx);
  checkEnds(claiming, watched, agreed);
  return result;
}

/** Returns the valid claims of others that the call ends, or whose tasks it takes from their holders. */
function takenClaims(claiming: Claiming, watched: Watched): Claim[] {
  const { tx, before } = watched;
  const held = claimsHeld(before, ({ holder }) => !isRuns(holder));
  if (held.length === 0) return [];
  const taken = new Set<string | undefined>();
  for (const one of concernedTasks(watched))
    if (takesWork(one.before, one.after, tx.at)) taken.add(one.before.task?.uuid);
  const isTaken = (claim: Claim) => (claim.task === undefined ? ends(claim, claimsHeld(tx)) : taken.has(claim.task));
  return held.filter((claim) => isTaken(claim) && keepsOut(before as Tx, claiming, claim));
}

function unasked(claims: readonly Claim[], tx: Tx, claiming: Claiming): BacklogError {
  const { caller, repositories, otherHost } = claiming;
  const around = leaseFacts(tx, claiming, tx.atMs);
  const who = holderWords({ records: tx, reader: caller.holder, now: tx.atMs, otherHost, since: true });
  const endsClaims = claims.map(
    (claim): ClaimToEnd => ({
      claim: claim.id,
      holder: who(claim),
      task: claim.label ?? null,
      lasts: lasting(claim, heldUntil(claim, around), tx.atMs),
      files: scopeText(claim.scope, repositories.all),
    }),
  );
  return new BacklogError('claimed', endsClaims.map(claimToEndText).join('; '), {
    hint: caller.door === 'web' ? AGREE_BY_HTTP : 'A person at a terminal may do it anyway: Backlog asks first.',
    data: { endsClaims },
  });
}

const AGREE_BY_HTTP = `A person may do it anyway: repeat the call with the header ${ENDS_CLAIMS}, which has the ids of the claims in data.endsClaims, separated by commas.`;
