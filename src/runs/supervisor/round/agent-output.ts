import { refuse } from '../../../domain/errors.ts';
import { addReply } from '../../comments/replies.ts';
import type { StartOptions } from '../../process/start.ts';
import type { OutputReader } from '../../providers/provider.ts';
import type { RunEvent } from '../../providers/run-event.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { inConversation } from './rounds.ts';

/** The output of an agent's process so far, and the callbacks that read it. */
export interface AgentOutput extends Required<Pick<StartOptions, 'onLine' | 'onError' | 'onOutput'>> {
  /** Time of the agent's last output, from performance.now(). */
  sign: number;
  /** Cost in US dollars, as reported by the agent's program. */
  costUsd: number;
  /** Id of the conversation, as reported by the agent's program. */
  session: string | undefined;
  /** Resolves when the conversation's id and the agent's answers to comments are stored. Never rejects. */
  noted: Promise<unknown>;
}

/** Writes an agent's output to its run's events. Calls `turnEnded` when a turn ends without background tasks. */
export function readAgentOutput(supervised: SupervisedRun, reader: OutputReader, turnEnded: () => void): AgentOutput {
  const output: AgentOutput = {
    sign: performance.now(),
    costUsd: 0,
    session: undefined,
    noted: Promise.resolve(),
    onOutput: () => {
      output.sign = performance.now();
    },
    onLine: (line) => take(reader.line(line)),
    onError: (line) => take(reader.error(line)),
  };
  const take = (events: readonly RunEvent[]) => {
    for (const event of events) {
      supervised.events.add(event);
      if (event.type === 'started') {
        output.session = event.session;
        output.noted = note(supervised, event.session);
      }
      if (event.type === 'reply') output.noted = Promise.all([output.noted, reply(supervised, event)]);
      if (event.type === 'usage') output.costUsd = event.costUsd ?? output.costUsd;
      if (event.type === 'turn_end' && event.background === 0) turnEnded();
      if (event.type === 'limit' && event.kind === 'unauthenticated')
        supervised.halt(new Halt('unauthenticated', 'its agent is not logged in'));
    }
  };
  return output;
}

/**
 * Stores the conversation's id at once, so that a later supervisor of the run can continue the conversation. Ignores an
 * error, because other writes of the run report it.
 */
function note(supervised: SupervisedRun, session: string): Promise<unknown> {
  return supervised.note((run) => inConversation(run, session)).catch(() => {});
}

/** Stores the agent's answer to a review comment. The run's log has the reason of a refusal. */
async function reply(supervised: SupervisedRun, { comment, text }: { comment: string; text: string }): Promise<void> {
  const { context, id, run } = supervised;
  const caller = { ...context().caller, actor: { kind: 'ai' as const, name: run().agent, run: id } };
  const asAgent = context().with({ caller });
  try {
    if (text === '') refuse('usage', 'the answer is empty');
    await asAgent.write('review_reply', (tx) => addReply(tx, asAgent, comment, text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    supervised.events.add({ type: 'step', text: `the agent's answer to a comment was not stored: ${why}` });
  }
}
