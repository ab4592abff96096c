import type { RunState } from '../../../../domain/runs/run-states.ts';
import { stateLabel } from '../../../../domain/state-words.ts';
import { inTheWayText } from '../../../../domain/task/objections.ts';
import type { StateWord } from '../../../../report/state-word.ts';

/** Colour of each state. The label also has a word for the state, because some readers don't see the colour. */
const TONES: Readonly<Record<RunState | StateWord, string>> = {
  ready: 'ready',
  active: 'busy',
  blocked: 'held',
  waiting: 'quiet',
  scheduled: 'quiet',
  parent: 'quiet',
  recurring: 'quiet',
  completed: 'done',
  deleted: 'quiet',
  queued: 'quiet',
  preparing: 'busy',
  running: 'busy',
  checking: 'busy',
  asking: 'ask',
  review: 'look',
  changes_requested: 'busy',
  approved: 'done',
  merging: 'busy',
  failed: 'bad',
  stopped: 'bad',
  interrupted: 'bad',
  merged: 'done',
  discarded: 'quiet',
  handed_off: 'ask',
};

type Objections = Parameters<typeof inTheWayText>[0];

/** A state's label, followed by the objections against approving the result. */
export function StateView({ of, objections = [] }: { of: string; objections?: Objections | undefined }) {
  return (
    <>
      <span class={stateClass(of)}>{stateLabel(of)}</span>
      <InTheWayView objections={objections} />
    </>
  );
}

/**
 * Shows the objections against approving a result on one line, with their full text in the tooltip. Shows nothing
 * without objections.
 */
export function InTheWayView({ objections }: { objections: Objections }) {
  const text = inTheWayText(objections);
  if (text === '') return null;
  return (
    <span class="in-the-way clip bad slim" title={text}>
      {text}
    </span>
  );
}

export const toneClass = (of: string) => `tone-${(TONES as Readonly<Record<string, string>>)[of] ?? 'quiet'}`;
export const stateClass = (of: string) => `state ${toneClass(of)}`;
