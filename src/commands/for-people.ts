import { shortLine } from '../domain/calls/door.ts';
import { checkPerson } from '../work/people/person-acts.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Command } from './command.ts';

/**
 * Refuses a command for people if the caller isn't a person.
 * @throws BacklogError `forbidden` with the command line that a person can type
 */
export function checkForPeople(
  context: Pick<Context, 'store' | 'caller'>,
  { access: { personAct }, name, cli: { positional = [] } = {} }: Pick<Command, 'access' | 'name' | 'cli'>,
  input: Readonly<Record<string, unknown>>,
): void {
  if (!personAct) return;
  const first = input[positional[0] ?? ''];
  const word = typeof first === 'string' && PLAIN.test(first) ? ` ${first}` : '';
  checkPerson(context, personAct, `${shortLine(name)}${word}`);
}

/** Matches a word that needs no quotes in a shell. */
const PLAIN = /^[\w./:@-]+$/;
