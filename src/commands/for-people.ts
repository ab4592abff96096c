import { present } from '../base/present.ts';
import { typedCall } from '../domain/calls/call.ts';
import { BacklogError } from '../domain/errors.ts';
import { checkPerson, PERSON_ACTS, refusedAct } from '../work/people/person-acts.ts';
import { checkRight, type Right } from '../work/people/rights.ts';
import type { Caller, Context } from '../work/workspace/context.ts';
import { type Command, isReadOnly } from './command.ts';

type Typed = Pick<Command, 'name' | 'cli' | 'input'>;
type Input = Readonly<Record<string, unknown>>;

/**
 * Refuses a command for people if the caller isn't a person.
 * @throws BacklogError `forbidden` with the command line that a person can type
 */
export function checkForPeople(
  context: Pick<Context, 'store' | 'caller'>,
  command: Typed & Pick<Command, 'access'>,
  input: Input,
): void {
  const { personAct } = command.access;
  if (personAct) checkPerson(context, personAct, typedLine(command, input));
}

/**
 * Completes the refusal of an act for people that a command found by itself: the line for a person gets all arguments of
 * the call. Returns other errors as they are.
 */
export function withWholeLine(error: unknown, command: Typed, input: Input): unknown {
  if (!(error instanceof BacklogError) || refusedAct(error) === undefined) return error;
  const { code, message, hint = '', data } = error;
  const line = `\`backlog ${typedLine(command, input)}\``;
  return new BacklogError(code, message, { hint: hint.replace(/`backlog [^`]*`/, () => line), ...present({ data }) });
}

/** Returns a call as a person types it after `backlog`. A tool with several verbs is the command of its verb. */
function typedLine(command: Typed, { verb, ...input }: Input): string {
  const { name, cli: { positional = [] } = {} } = command;
  const ordered = name === 'run_control' ? ['run', 'note'] : positional;
  const lists = new Map(ordered.map((field) => [field, listIn(command, field, input[field])]));
  const first = ordered.filter((field) => lists.get(field)?.every(isPlainWord) ?? true);
  const given = Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([field, value]) => [field, value === true ? value : shown(value)] as const);
  const words = first
    .flatMap((field) => given.filter(([one]) => one === field))
    .flatMap(
      ([field, value]) => lists.get(field)?.map((one, at) => [`${field}.${at}`, one]) ?? [[field, String(value)]],
    );
  const call = {
    command: verb === undefined ? name : `${name.replace('_control', '')}_${verb}`,
    words: Object.fromEntries(words),
    flags: Object.fromEntries(given.filter(([field]) => !first.includes(field))),
  };
  return typedCall(call);
}

/** Returns the elements of a list, which the command line gives as JSON text; undefined for others and a long list. */
function listIn({ input }: Typed, field: string, value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return shown(value) === DOTS ? undefined : value;
  if (typeof value !== 'string' || !value.startsWith('[') || shown(value) === DOTS) return undefined;
  const { data } = input().shape[field]?.safeParse(value) ?? {};
  return Array.isArray(data) ? data : undefined;
}

/** Checks whether an element of a list can be typed as a word of its own, such as an id or a path. */
const isPlainWord = (one: unknown) => typeof one === 'string' && /^(?!-)[\w./:@%+=-]+$/.test(one);

/** Longest argument in a line of a refusal. */
const LONGEST = 200;
const DOTS = '…';

/** Returns an argument as text. A long one, or one that would end the line, becomes dots. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST || /[`\n\r]/.test(text) ? DOTS : text;
}

/** Refuses a command to a token without the command's right. @throws BacklogError `forbidden` */
export function checkTokenRight(
  { rights, proxied }: Pick<Caller, 'rights' | 'proxied'>,
  command: Pick<Command, 'access' | 'input'>,
): void {
  if (rights) checkRight(rights, rightFor(command), proxied);
}

function rightFor(command: Pick<Command, 'access' | 'input'>): Right {
  const { right, personAct } = command.access;
  if (right) return right;
  const ofAct = personAct && (PERSON_ACTS[personAct] as { right?: Right }).right;
  return ofAct ?? (isReadOnly(command) ? 'read' : 'write');
}
