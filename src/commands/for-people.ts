import { shortLine } from '../domain/door.ts';
import type { Context } from '../work/workspace/context.ts';
import { checkPerson } from '../work/workspace/people.ts';
import type { Command } from './command.ts';

/**
 * Refuses a command that is for people to whoever is none.
 * @throws BacklogError `forbidden` with the line that a person types
 */
export function checkForPeople(
  context: Pick<Context, 'store' | 'caller'>,
  { forPeople, name, positional = [] }: Pick<Command, 'forPeople' | 'name' | 'positional'>,
  input: Readonly<Record<string, unknown>>,
): void {
  if (!forPeople) return;
  const first = input[positional[0] ?? ''];
  const word = typeof first === 'string' && PLAIN.test(first) ? ` ${first}` : '';
  checkPerson(context, forPeople, `${shortLine(name)}${word}`);
}

/** A word that a shell takes as it is. */
const PLAIN = /^[\w./:@-]+$/;
