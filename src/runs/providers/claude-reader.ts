import { EVENTS } from './claude-events.ts';
import { claudeOutcome } from './claude-outcome.ts';
import { newState } from './claude-state.ts';
import { jsonLines } from './json-lines.ts';
import type { Reader } from './provider.ts';

/** A message to the agent, as a line of `--input-format stream-json`. */
export function userLine(text: string): string {
  return JSON.stringify({ type: 'user', message: { role: 'user', content: text } });
}

/** Reads `--output-format stream-json`, as 2.1.197 and 2.1.328 print it. */
export function claudeReader(): Reader {
  const state = newState();
  let interrupts = 0;
  return {
    ...jsonLines(EVENTS, state),
    message: userLine,
    interrupt() {
      interrupts += 1;
      const request_id = `interrupt-${interrupts}`;
      return JSON.stringify({ type: 'control_request', request_id, request: { subtype: 'interrupt' } });
    },
    outcome: (exit) => claudeOutcome(state, exit),
    usage: state.used.usage,
  };
}
