import { shortLine } from '../domain/calls/door.ts';
import { checkPerson, PERSON_ACTS } from '../work/people/person-acts.ts';
import { checkRight, type Right } from '../work/people/rights.ts';
import type { Caller, Context } from '../work/workspace/context.ts';
import { type Command, isReadOnly } from './command.ts';

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

/** Refuses a command to a token without the command's right. @throws BacklogError `forbidden` */
export function checkTokenRight({ rights }: Pick<Caller, 'rights'>, command: Pick<Command, 'access' | 'input'>): void {
  if (rights) checkRight(rights, rightFor(command));
}

function rightFor(command: Pick<Command, 'access' | 'input'>): Right {
  const { right, personAct } = command.access;
  if (right) return right;
  const ofAct = personAct && (PERSON_ACTS[personAct] as { right?: Right }).right;
  return ofAct ?? (isReadOnly(command) ? 'read' : 'write');
}

/** Matches a word that needs no quotes in a shell. */
const PLAIN = /^[\w./:@-]+$/;
