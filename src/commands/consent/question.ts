import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Tx } from '../../store/index.ts';
import { nameText } from '../../text/row.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { type PersonAct, refusedAct } from '../../work/people/person-acts.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Command } from '../command.ts';
import { runQuestion } from './run-question.ts';

type Records = Pick<Tx, 'get'>;

/** A call that only a person may make. */
export interface Call {
  command: Pick<Command, 'name' | 'title' | 'summary'>;
  /** The parsed arguments. */
  input: Readonly<Record<string, unknown>>;
  /** The refusal of the call. */
  refusal: Error;
}

/** A question to a person: may this call run with the person as its author? */
export interface Question {
  /** The question, its effect and the facts for the decision, in lines. */
  lines: string[];
  /** The answer yes as an imperative: `Approve run r3`. */
  yes: string;
  /** Returns the facts about which the question is. The answer doesn't count if they have changed. */
  facts(records: Records): unknown;
  /** Whether the command checks everything in its first write, so that a trial of it finds every refusal. */
  tries: boolean;
}

/** Actions that a form can't permit: they replace the queue itself, or change who is a person. */
const NEVER: readonly PersonAct[] = ['restore', 'clients', 'tokens', 'board'];

/**
 * Returns the question for a refused call, with all of its arguments.
 * @returns undefined if the refusal has another reason, or if a form can't permit the action
 */
export async function questionFor(context: Context, call: Call): Promise<Question | undefined> {
  const act = refusedAct(call.refusal);
  if (act === undefined || NEVER.includes(act)) return undefined;
  if (act === 'runs.decide' || act === 'runs.override') return runQuestion(context, call);
  return QUESTIONS[act]?.(context, call) ?? plain(call);
}

const QUESTIONS: Partial<Record<PersonAct, (context: Context, call: Call) => Question>> = {
  purge({ queue }, { input }) {
    const task = findTask(queue, String(input.id));
    return {
      lines: [
        `Purge task ${task.id} ${quoted(task.description, 120)}?`,
        "Backlog destroys the task, its documents and its attachments. Undo can't restore them.",
      ],
      yes: `Purge ${oneLine(nameText(task), 60)}`,
      facts: (records) => records.get('task', task.uuid),
      tries: true,
    };
  },
  settings({ store }, { command: { name: command }, input }) {
    const name = String(input.name);
    const now = store.state.get('setting', name)?.value;
    const value = command === 'setting_set' ? shown(input.value) : 'its default';
    return {
      lines: [
        `Change the setting ${oneLine(name)} to ${value}?`,
        `Now: ${now === undefined ? 'its default' : shown(now)}.`,
        'Settings decide which programs Backlog starts and what agents may do.',
      ],
      yes: `Change ${oneLine(name)}`,
      facts: (records) => records.get('setting', name)?.value,
      tries: true,
    };
  },
  orchestrate(_, { input }) {
    return {
      lines: [
        'Start the orchestrator?',
        'It starts runs of ready tasks automatically until you pause or stop it.',
        ...argumentLines(input, ['verb']),
      ],
      yes: 'Start the orchestrator',
      facts: (records) => records.get('orchestrator', ORCHESTRATOR_ID),
      tries: true,
    };
  },
};

/** Returns the question for an action without a text of its own: the command with all arguments. */
function plain({ command: { title }, input, refusal }: Call): Question {
  return {
    lines: [`${title}?`, ...argumentLines(input), `Only a person may do this: ${oneLine(refusal.message)}.`],
    yes: title,
    facts: () => undefined,
    tries: false,
  };
}

/** Formats all arguments, one per line, so that a person sees everything that would run. */
export function argumentLines(input: Call['input'], but: readonly string[] = []): string[] {
  return Object.entries(input)
    .filter(([name, value]) => value !== undefined && !but.includes(name))
    .map(([name, value]) => `${name}: ${shown(value)}`);
}

/** Formats a value on one line, without a way to look like another line of the question. */
function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : oneLine(JSON.stringify(value) ?? '');
}
