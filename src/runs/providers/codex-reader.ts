import { EVENTS } from './codex-events.ts';
import { codexOutcome } from './codex-outcome.ts';
import { newState } from './codex-state.ts';
import { jsonLines } from './json-lines.ts';
import type { Reader } from './provider.ts';

/** Reads `codex exec --json`, as 0.169.0 prints it. */
export function codexReader(): Reader {
  const state = newState();
  return {
    ...jsonLines(EVENTS, state),
    outcome: (exit) => codexOutcome(state, exit),
    usage: () => state.usage,
  };
}
