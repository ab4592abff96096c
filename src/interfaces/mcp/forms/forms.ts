import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { InputRequiredResult } from '@modelcontextprotocol/server';
import { type AskedConsent, askFor, executePermitted, type Refused } from '../../../commands/consent/consent.ts';
import type { Executed, ExecuteOptions } from '../../../commands/execute.ts';
import { formatOrigin } from '../../../domain/actor.ts';
import { isRead } from '../../../domain/calls/drawn.ts';
import { type BacklogError, refuse } from '../../../domain/errors.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import { declinesByItself, type McpClient, marksDefaults } from '../client.ts';
import type { Exchange } from '../protocol/exchange.ts';

/** A call with its caller, and the person who can answer a form for it. */
export interface FormCall extends Omit<Refused, 'refusal'> {
  caller: Caller;
  /** Identifies the person's newest prompt. Missing if the client reports no prompts. */
  prompt?: string | number;
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
  asked: AskedConsent;
  command: string;
  args: unknown;
  holder: string;
  refusal: unknown;
  /** Time at which the form was sent, in milliseconds since the epoch. */
  sent: number;
}

interface Declined extends Pick<Pending, 'command' | 'args'> {
  facts: unknown;
  at: number;
  prompt: string | number | undefined;
}

/** How long a form can be open, in milliseconds. */
const OPEN_MS = 60 * 60_000;

/** Minimum time between two forms for the same call after a no, in milliseconds, if the client reports no prompts. */
const DECLINED_MS = 10 * 60_000;

/** Maximum number of open forms, and of remembered refusals. */
const MOST = 50;

const KEY = 'answer';
const YES = 'yes';

/**
 * Keeps the server's open forms. They stay in its memory, so that no other process can make or change one. Each counts
 * for one answer to the same call with the same arguments by the same caller.
 */
export function createForms(client: Pick<McpClient, 'name' | 'now'>): Forms {
  const now = client.now ?? Date.now;
  const open = new Map<string, Pending>();
  let declined: Declined[] = [];

  const isExpired = ({ sent }: Pending) => sent + OPEN_MS < now();

  /** Drops expired forms, and the form of an equal call: only the newest one can be answered. */
  const dropOld = ({ command, args, caller }: FormCall) => {
    for (const [state, form] of open)
      if (isExpired(form) || isSame(form, command.name, args, caller)) open.delete(state);
  };

  const checkDeclined = ({ command, args, prompt }: FormCall, { facts }: AskedConsent, refusal: unknown) => {
    const same = declined.filter((no) => isDeepStrictEqual(no, { ...no, command: command.name, args, facts }));
    if (same.some((no) => (prompt === undefined ? now() - no.at < DECLINED_MS : no.prompt === prompt)))
      refuseDeclined(client, refusal);
  };

  return {
    async ask(call, refusal) {
      const { command, args, caller } = call;
      const asked = refusal instanceof Error ? await askFor({ ...call, refusal }) : undefined;
      if (!asked) throw refusal;
      checkDeclined(call, asked, refusal);
      const { asks, details, yes } = asked.question;
      dropOld(call);
      if (open.size >= MOST) throw refusal;
      const state = randomUUID();
      const { holder } = caller;
      open.set(state, { asked, command: command.name, args, holder, refusal, sent: now() });
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
                    ...(marksDefaults(client) ? {} : { default: false }),
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
      const { command, args, caller, prompt } = call;
      if (!pending || isExpired(pending)) return refuseAnswer('its form is unknown, expired or already answered');
      if (!isSame(pending, command.name, args, caller)) return refuseAnswer('it is for another call');
      if (late?.()) return refuseAnswer('the call was cancelled');
      const { action, content } = responseIn(responses?.[KEY]);
      if (action === 'decline') {
        const { facts } = pending.asked;
        declined = [...declined.slice(1 - MOST), { command: command.name, args, facts, at: now(), prompt }];
        return refuseDeclined(client, pending.refusal);
      }
      if (action !== 'accept') throw pending.refusal;
      if (!isRead(pending.sent, now())) return refuseAnswer('it came before a person can have read the form');
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

/**
 * Refuses a declined call. It names no way around the person's no. Only where the client's settings can decline a form
 * without the person (Codex's `approval_policy`), it names the way in which the person can make the call.
 */
function refuseDeclined(client: Pick<McpClient, 'name'>, refusal: unknown): never {
  const { hint } = refusal as BacklogError;
  const ownNo = declinesByItself(client)
    ? [`If the person saw no form, the client's settings declined it. ${hint}`]
    : [];
  return refuse('forbidden', 'the form for this call was declined', {
    hint: ['The person refused. Do not call it again unless they ask for it. Ask what to do instead.', ...ownNo].join(
      ' ',
    ),
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
