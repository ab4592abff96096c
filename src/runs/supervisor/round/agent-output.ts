import type { StartOptions } from '../../process/start.ts';
import type { Reader, RunEvent } from '../../providers/provider.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { inConversation } from './rounds.ts';

/** What was heard so far of the process of an agent, and what listens to it. */
export interface AgentOutput extends Required<Pick<StartOptions, 'onLine' | 'onError' | 'onOutput'>> {
  /** When it last gave a sign, by performance.now(). */
  sign: number;
  /** US dollars, as it said. */
  costUsd: number;
  /** The client's id of the conversation. */
  session: string | undefined;
  /** Is the conversation in the record of the run? Never rejects. */
  noted: Promise<unknown>;
}

/** Writes what an agent says into the events of its run. `turnEnded` is called when it is done, unless it is told more. */
export function readAgentOutput(supervised: SupervisedRun, reader: Reader, turnEnded: () => void): AgentOutput {
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
      if (event.type === 'usage') output.costUsd = event.costUsd ?? output.costUsd;
      if (event.type === 'turn_end' && event.background === 0) turnEnded();
      if (event.type === 'limit' && event.kind === 'unauthenticated')
        supervised.halt(new Halt('unauthenticated', 'its agent is not logged in'));
    }
  };
  return output;
}

/** At once: whoever comes after this supervisor must know which conversation to go on with. Who may not write, finds out elsewhere. */
function note(supervised: SupervisedRun, session: string): Promise<unknown> {
  return supervised.note((run) => inConversation(run, session)).catch(() => {});
}
