import { type Executed, execute } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { type ClaimToEnd, claimsToEnd, claimToEndText } from '../../domain/calls/claims-to-end.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { harmless } from '../../text/safe.ts';
import type { Calling } from './calling.ts';
import type { Streams } from './io.ts';
import { printFitted } from './terminal/print-fitted.ts';

/**
 * Asks the person at the terminal to confirm an action.
 * @param named what the action affects, for the refusal
 * @param data the data of the refusal
 * @throws BacklogError `forbidden` without a terminal
 */
export async function confirms(
  { ask }: Pick<Streams, 'ask'>,
  action: string,
  named: string,
  data: Record<string, unknown> = {},
): Promise<boolean> {
  if (!ask)
    return refuse('forbidden', `${action} (${named}): not confirmed, because there is no terminal`, {
      hint: 'Repeat the command at a terminal.',
      data,
    });
  return /^\s*y(es)?\s*$/i.test(await ask(`${action}? [y/N] `));
}

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
      if (streams.ask && !flags.yes) printFitted(harmless([...lines, TOLD].join('\n')), streams);
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
