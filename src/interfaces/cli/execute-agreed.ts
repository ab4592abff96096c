import { type Executed, execute } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { type ClaimToEnd, claimsToEnd, claimToEndText } from '../../domain/calls/claims-to-end.ts';
import { BacklogError } from '../../domain/errors.ts';
import { harmless } from '../../text/safe.ts';
import type { Calling } from './calling.ts';
import { confirms } from './confirm.ts';

/**
 * Runs a command. If it would take work from holders of claims, asks the person first. A claim that begins while the
 * person reads needs another answer.
 * @returns undefined if the person declines
 * @throws BacklogError `forbidden` if nobody can answer
 */
export async function executeAgreed(
  command: Command,
  input: unknown,
  { workspace, caller, streams, flags }: Calling,
): Promise<Executed | undefined> {
  for (let agreed: readonly string[] = []; ; ) {
    try {
      return await execute(workspace, { ...caller, endsClaims: agreed }, command, input);
    } catch (error) {
      const asked = error instanceof BacklogError ? claimsToEnd(error.data) : undefined;
      if (!asked) throw error;
      const lines = asked.map(lineOf);
      if (streams.ask && !flags.yes) streams.err(harmless([...lines, TOLD].join('\n')));
      if (!flags.yes && !(await confirms(streams, `${command.title} anyway`, lines.join(' '), { endsClaims: asked })))
        return undefined;
      agreed = [...agreed, ...asked.map(({ claim }) => claim)];
    }
  }
}

const TOLD = 'A yes takes this work from its holder. A session learns of it at its next step.';

/** Formats a claim for the question, with its files: a task with an overlapping scope can be the reason. */
function lineOf(claim: ClaimToEnd): string {
  const files = claim.task === null || claim.files === '' ? '' : ` Claimed files: ${claim.files}.`;
  return `${claimToEndText(claim)}.${files}`;
}
