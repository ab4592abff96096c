import { shortLine } from '../domain/calls/door.ts';
import { checkPerson } from '../work/people/person-acts.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Command } from './command.ts';

/**
 * Refuses a command that is for people to a caller that is an agent.
 * @throws BacklogError `forbidden` with the line that a person types
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

/** A word that a shell takes as it is. */
const PLAIN = /^[\w./:@-]+$/;
