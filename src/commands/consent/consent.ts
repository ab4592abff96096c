import { isDeepStrictEqual } from 'node:util';
import { refuse } from '../../domain/errors.ts';
import type { Tx } from '../../store/index.ts';
import { refusedAct } from '../../work/people/person-acts.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Command } from '../command.ts';
import { type Executed, type ExecuteOptions, execute } from '../execute.ts';
import { commandNamed } from '../index.ts';
import { parseInput } from '../parse.ts';
import type { ConsentQuestion } from './question.ts';
import { questionFor } from './question-for.ts';

/** A question with the facts that it shows. */
export interface AskedConsent {
  question: ConsentQuestion;
  /** The facts at the time of the question. */
  facts: unknown;
}

/**
 * Maximum length of a question in characters. Claude Code shows three lines of a form's text; in 80 columns, a longer
 * question would not be complete.
 */
const LONGEST = 220;

/** A refused call, and the person who could permit it. */
export interface Refused {
  workspace: Opened;
  command: Command;
  args: unknown;
  person: Caller;
  refusal: Error;
}

/**
 * Returns the question to a person for a refused call. First tries the call as that person without writing, so that
 * nobody is asked for a call that fails.
 * @returns undefined if no answer could permit the call
 * @throws BacklogError the refusal that the person would get
 */
export async function askFor({
  workspace,
  command,
  args,
  person,
  refusal,
}: Refused): Promise<AskedConsent | undefined> {
  const input = parseInput(command, args);
  const context = workspace.context(person);
  const act = refusedAct(refusal);
  const question = act && (await questionFor(context, { command, input, act, message: refusal.message }));
  if (!question || question.asks.length > LONGEST) return undefined;
  if (question.tries) await tryOut(context, command, question.input ?? input);
  return { question, facts: structuredClone(question.facts(context.store.state)) };
}

/** Runs a command until its first write would be committed. @throws BacklogError of the command */
async function tryOut(context: Context, command: Command, input: Record<string, unknown>): Promise<void> {
  const tried = new Error('the write was only tried');
  const after = () => {
    throw tried;
  };
  await command.run(aroundFirstWrite(context, { after }), input).catch((error) => {
    if (error !== tried) throw error;
  });
}

/**
 * Executes a call that a person has permitted, with the person as its author.
 * @throws BacklogError `conflict` if the facts of the question have changed
 */
export function executePermitted(
  { question, facts }: AskedConsent,
  { workspace, command, args, person }: Omit<Refused, 'refusal'>,
  options: ExecuteOptions,
): Promise<Executed> {
  const check = (records: Parameters<ConsentQuestion['facts']>[0]) => {
    if (isDeepStrictEqual(question.facts(records), facts)) return;
    refuse('conflict', `the answer doesn't count: this has changed while the form was open: ${question.yes}`, {
      hint: 'Read the present state, then call the tool again.',
    });
  };
  // The question's arguments can have fields that the interface of the call hides.
  const [permitted, input] = question.input ? [commandNamed(command.name), question.input] : [command, args];
  return execute(workspace, person, permitted, input, {
    ...options,
    around(context) {
      check(context.store.state);
      return aroundFirstWrite(context, { before: check });
    },
  });
}

type Step = (tx: Tx) => void;

/** Calls steps around a command's first write, in its transaction. An error of a step prevents the write. */
function aroundFirstWrite(context: Context, { before, after }: { before?: Step; after?: Step }): Context {
  let isFirst = true;
  const write: Context['write'] = (command, fn, about) => {
    const first = isFirst;
    isFirst = false;
    if (!first) return context.write(command, fn, about);
    // The function runs again if another process commits first, and so do the steps.
    const around = (tx: Tx) => {
      before?.(tx);
      const value = fn(tx);
      after?.(tx);
      return value;
    };
    return context.write(command, around, about);
  };
  // The prototype keeps the context's getters, whose values the first write can replace.
  return Object.create(context, { write: { value: write } }) as Context;
}
