import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { InputRequiredResult } from '@modelcontextprotocol/server';
import { type Asked, askFor, executePermitted, type Refused } from '../../../commands/consent/consent.ts';
import type { Executed, ExecuteOptions } from '../../../commands/execute.ts';
import { formatActor, formatOrigin } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Exchange } from '../protocol/exchange.ts';

/** A call with its caller, and the person who can answer a form for it. */
export interface FormCall extends Omit<Refused, 'refusal'> {
  caller: Caller;
}

/** The questions of one server to its person, each as a form of the client. */
export interface Forms {
  /**
   * Returns the form for a refused call. Without a form that could permit it, throws the refusal again.
   * @throws BacklogError `forbidden` if the person has just declined the same call
   */
  ask(call: FormCall, refusal: unknown): Promise<InputRequiredResult>;
  /**
   * Executes a call if the person's answer permits it.
   * @throws BacklogError `forbidden` for any other answer, and for an answer that isn't for this call
   */
  answered(
    call: FormCall,
    exchange: Pick<Exchange, 'responses' | 'state' | 'late'>,
    options: ExecuteOptions,
  ): Promise<Executed>;
}

interface Pending {
  asked: Asked;
  command: string;
  args: unknown;
  holder: string;
  refusal: unknown;
  /** Time at which the answer no longer counts, in milliseconds since the epoch. */
  expires: number;
}

interface Declined extends Pick<Pending, 'command' | 'args'> {
  facts: unknown;
  at: number;
  prompts: number;
}

/** How long a form can be open, in milliseconds. */
const OPEN_MS = 60 * 60_000;

/** Minimum time between two forms for the same call after a no, in milliseconds, if no hook reports prompts. */
const DECLINED_MS = 10 * 60_000;

/** Maximum number of open forms, and of remembered refusals. */
const MOST = 50;

const KEY = 'answer';
const YES = 'yes';

/**
 * Keeps the server's open forms. They stay in its memory, so that no other process can make or change one. Each counts
 * for one answer to the same call with the same arguments by the same caller.
 * @param prompts returns the number of prompts that the person has sent
 */
export function createForms(prompts: () => number, now: () => number = Date.now): Forms {
  const open = new Map<string, Pending>();
  let declined: Declined[] = [];

  /** Drops expired forms, and the form of an equal call: only the newest one can be answered. */
  const dropOld = ({ command, args, caller }: FormCall) => {
    for (const [state, form] of open)
      if (form.expires < now() || isSame(form, command.name, args, caller)) open.delete(state);
  };

  const checkDeclined = ({ command, args, person }: FormCall, { facts }: Asked) => {
    const reported = prompts();
    declined = declined.filter(({ prompts, at }) => (reported > 0 ? prompts === reported : now() - at < DECLINED_MS));
    if (declined.some((no) => isDeepStrictEqual(no, { ...no, command: command.name, args, facts })))
      refuseDeclined(person);
  };

  return {
    async ask(call, refusal) {
      const { command, args, caller } = call;
      const asked = refusal instanceof Error ? await askFor({ ...call, refusal }) : undefined;
      if (!asked) throw refusal;
      checkDeclined(call, asked);
      const { asks, details, yes } = asked.question;
      dropOld(call);
      if (open.size >= MOST) throw refusal;
      const state = randomUUID();
      const { holder } = caller;
      open.set(state, { asked, command: command.name, args, holder, refusal, expires: now() + OPEN_MS });
      return {
        resultType: 'input_required',
        inputRequests: {
          [KEY]: {
            method: 'elicitation/create',
            params: {
              mode: 'form',
              message: [asks, ...details].join('\n'),
              requestedSchema: {
                type: 'object',
                properties: {
                  [YES]: {
                    type: 'boolean',
                    title: yes,
                    description: `Requested by ${oneLine(formatOrigin(caller.actor))}.`,
                  },
                },
                required: [YES],
              },
            },
          },
        },
        requestState: state,
      };
    },

    async answered(call, { responses, state = '', late }, options) {
      const pending = open.get(state);
      open.delete(state);
      const { command, args, caller, person } = call;
      if (!pending || pending.expires < now()) return refuseAnswer('its form is unknown, expired or already answered');
      if (!isSame(pending, command.name, args, caller)) return refuseAnswer('it is for another call');
      if (late?.()) return refuseAnswer('the call was cancelled');
      const { action, content } = responseIn(responses?.[KEY]);
      if (action === 'decline') {
        const { facts } = pending.asked;
        declined = [...declined.slice(1 - MOST), { command: command.name, args, facts, at: now(), prompts: prompts() }];
        return refuseDeclined(person);
      }
      if (action !== 'accept') throw pending.refusal;
      if (content?.[YES] !== true) {
        return refuse(
          'forbidden',
          `nothing was changed: the form was sent without a yes to “${pending.asked.question.yes}”`,
          {
            hint: 'Ask the person in the conversation for the decision.',
          },
        );
      }
      return executePermitted(pending.asked, call, options);
    },
  };
}

function isSame(form: Pending, command: string, args: unknown, { holder }: Caller): boolean {
  return form.command === command && form.holder === holder && isDeepStrictEqual(form.args, args);
}

function refuseAnswer(why: string): never {
  return refuse('forbidden', `the answer to the form doesn't count: ${why}`, {
    hint: 'Call the tool again without an answer. The form opens again.',
  });
}

function refuseDeclined({ actor }: Caller): never {
  return refuse('forbidden', `${formatActor(actor)} declined this call in the form`, {
    hint: 'Do not call it again unless the person asks for it. Ask what to do instead.',
  });
}

interface Response {
  action?: unknown;
  content?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads a response, which nobody has checked. */
function responseIn(value: unknown): Response {
  const { action, content } = (typeof value === 'object' && value !== null ? value : {}) as Response;
  return { action, content: typeof content === 'object' && content !== null ? content : undefined };
}
