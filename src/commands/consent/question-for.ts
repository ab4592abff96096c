import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import type { PersonAct } from '../../work/people/person-acts.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { trustForm } from '../config/trust.ts';
import type { Question, RefusedCall } from './question.ts';
import { runQuestion } from './run-question.ts';

type Asked = Question | undefined;
type Asks = (context: Context, call: RefusedCall) => Asked | Promise<Asked>;

/** Actions that a form can't permit: they replace the queue itself, or change who is a person. */
const NEVER: readonly PersonAct[] = ['restore', 'clients', 'tokens', 'queues', 'profiles', 'board'];

/** Returns the question for a refused call. Undefined if a form can't permit its action. */
export async function questionFor(context: Context, call: RefusedCall): Promise<Asked> {
  return NEVER.includes(call.act) ? undefined : (QUESTIONS[call.act] ?? plain)(context, call);
}

const QUESTIONS: Partial<Record<PersonAct, Asks>> = {
  'runs.decide': runQuestion,
  'runs.override': runQuestion,
  config: trustForm,
  purge({ queue }, { input }) {
    const task = findTask(queue, String(input.id));
    return {
      asks: `Purge task ${task.id} ${quoted(task.description, 80)}?`,
      details: ["Backlog destroys the task, its documents and its attachments. Undo can't restore them."],
      yes: `Purge task ${task.id}`,
      facts: (records) => records.get('task', task.uuid),
      tries: true,
    };
  },
  settings({ store }, { command, input }) {
    const name = String(input.name);
    const before = store.state.get('setting', name)?.value;
    const value = command.name === 'setting_set' ? shown(input.value) : 'its default';
    return {
      asks: `Change the setting ${oneLine(name)} to ${value}?`,
      details: [
        `Before: ${before === undefined ? 'its default' : shown(before)}.`,
        'Settings decide which programs Backlog starts and what agents may do.',
      ],
      yes: `Change ${oneLine(name)}`,
      facts: (records) => records.get('setting', name)?.value,
      tries: true,
    };
  },
  orchestrate(_, { input }) {
    const { verb: _verb, ...limits } = input;
    return {
      asks: `Start the orchestrator${argumentsText(limits)}?`,
      details: ['It starts runs of ready tasks automatically, until you pause or stop it.'],
      yes: 'Start the orchestrator',
      facts: (records) => records.get('orchestrator', ORCHESTRATOR_ID),
      tries: true,
    };
  },
};

/** Returns the question for an action without a text of its own: the command with all arguments. */
function plain(_: Context, { command: { title }, input, message }: RefusedCall): Question {
  return {
    asks: `${title}${argumentsText(input)}?`,
    details: [`Only a person may do this: ${oneLine(message)}.`],
    yes: title,
    facts: () => undefined,
    tries: false,
  };
}

/** Formats all arguments: ` with name "x", argv ["sh","-c","ls"]`. */
function argumentsText(input: RefusedCall['input']): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : ` with ${given.map(([name, value]) => `${name} ${shown(value)}`).join(', ')}`;
}

/** Formats a value on one line, so that it can't look like another line of the form. */
function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : oneLine(JSON.stringify(value) ?? '');
}
