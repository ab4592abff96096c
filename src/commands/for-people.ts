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
  const words = positional.map((field) => String(input[field] ?? ''));
  const unfit = words.findIndex((word) => !PLAIN.test(word));
  checkPerson(context, personAct, [shortLine(name), ...words.slice(0, unfit < 0 ? undefined : unfit)].join(' '));
}

/** Matches a word that needs no quotes in a shell. */
const PLAIN = /^[\w./:@-]+$/;
