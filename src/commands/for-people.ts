import { shortLine } from '../domain/calls/door.ts';
import { checkPerson } from '../work/people/person-acts.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Command } from './command.ts';

/**
 * Refuses an agent a command that is reserved for people.
 * @throws BacklogError `forbidden` with the line for a person to type
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

/** A word that a shell takes without quotes. */
const PLAIN = /^[\w./:@-]+$/;
