import { ownProperty } from '../base/own-property.ts';
import { SHOWN_STATES, type ShownState } from './runs/shown-state.ts';

/** Returns the word for a state of a task or a run. CLI, MCP server and board use this word. */
export function stateLabel(state: string): string {
  const row = ownProperty(SHOWN_STATES, state);
  return row ? row.word : state.replaceAll('_', ' ');
}

/** An item that needs a person's attention. `state` is the state of its run, if it is about a run. */
interface Needing {
  why: string;
  state?: ShownState | undefined;
}

/** Returns the word for an item that needs attention. An item of a run has the word for the run's state. */
export function attentionWord({ why, state }: Needing): string {
  return why === 'stuck' || state === undefined ? why : stateLabel(state);
}

/** Returns a word as the beginning of a sentence or a label: `Waits for your checkout`. */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
