import { withoutEscapes } from '../../../../base/output/escapes.ts';
import { type ShownState, stateLabel } from '../../../../domain/state-words.ts';
import { inTheWayText } from '../../../../domain/task/objections.ts';
import type { StateWord } from '../../../../report/state-word.ts';
import { countOf } from '../units/amounts.ts';

type Tone = 'ready' | 'busy' | 'look' | 'ask' | 'held' | 'bad' | 'done' | 'quiet';

/** Colour of each state of a task or a run. */
const TONES: Readonly<Record<ShownState | StateWord, Tone>> = {
  ready: 'ready',
  active: 'busy',
  blocked: 'held',
  waiting: 'quiet',
  scheduled: 'quiet',
  parent: 'quiet',
  recurring: 'quiet',
  completed: 'done',
  off_branch: 'ask',
  step: 'quiet',
  elsewhere: 'quiet',
  outside: 'ask',
  deleted: 'quiet',
  queued: 'quiet',
  preparing: 'busy',
  running: 'busy',
  checking: 'busy',
  asking: 'ask',
  review: 'look',
  returned: 'bad',
  changes_requested: 'busy',
  approved: 'done',
  merging: 'busy',
  waits_for_checkout: 'bad',
  unmerged: 'bad',
  proposing: 'busy',
  proposed: 'done',
  unsent: 'bad',
  unfound: 'ask',
  failed: 'bad',
  stopped: 'bad',
  interrupted: 'bad',
  merged: 'done',
  discarded: 'quiet',
  handed_off: 'ask',
};

/** Colours of the other states, by their words. Each state of all views is in one of these two tables. */
const OTHER_TONES = {
  // The orchestrator. Its `running` has the colour of a run.
  paused: 'quiet',
  off: 'quiet',
  // Repositories, and their checkouts and hooks.
  linked: 'done',
  elsewhere: 'quiet',
  gone: 'bad',
  'not linked': 'ask',
  home: 'quiet',
  clean: 'done',
  changed: 'ask',
  'installed, with other lines': 'ask',
  'not installed': 'quiet',
  'replaced by another hook': 'bad',
  'git hooks are turned off': 'bad',
  // A target branch beside the remote's, and its commits.
  ahead: 'ask',
  behind: 'bad',
  'not pushed': 'ask',
  reverted: 'bad',
  'unknown run': 'bad',
  // Agents and their programs.
  disabled: 'quiet',
  installed: 'quiet',
  'program not found': 'quiet',
  "doesn't answer": 'bad',
  answers: 'done',
  // Results of runs.
  'low risk': 'done',
  'unknown risk': 'quiet',
  'medium risk': 'ask',
  'high risk': 'bad',
  'out of scope': 'bad',
  generated: 'quiet',
  passed: 'done',
  'over the limit': 'bad',
  // Changed files, and comments on them.
  added: 'quiet',
  renamed: 'quiet',
  'type changed': 'quiet',
  'other kind': 'ask',
  commented: 'ask',
  draft: 'ask',
  sent: 'quiet',
  resolved: 'done',
  applied: 'done',
  // Records.
  archived: 'quiet',
  expired: 'quiet',
  set: 'ready',
  problem: 'bad',
  met: 'done',
  unmet: 'quiet',
  // Goals and bets, their gaps, and the problems that they solve.
  now: 'busy',
  next: 'ready',
  idea: 'quiet',
  won: 'done',
  lost: 'bad',
  dropped: 'quiet',
  error: 'bad',
  gap: 'ask',
  hint: 'quiet',
  solved: 'done',
  severe: 'bad',
  notable: 'ask',
  minor: 'quiet',
  // The effect of a page that is read back.
  new: 'ready',
  'left out': 'quiet',
} as const satisfies Readonly<Record<string, Tone>>;

type Known = keyof typeof OTHER_TONES;

type Objections = Parameters<typeof inTheWayText>[0];

interface StateProps {
  of: ShownState | StateWord | Known | (string & {});
  /** The label, if it says more than the state's word. */
  text?: string | undefined;
  objections?: Objections | undefined;
}

/**
 * A state's label, followed by the objections against approving the result. The label has a word, because some readers
 * don't see the colour.
 */
export function StateView({ of, text = stateLabel(of), objections = [] }: StateProps) {
  return (
    <>
      <span class={stateClass(of)}>{text}</span>
      <InTheWayView objections={objections} />
    </>
  );
}

/** The state of a person's checkout: clean, or the number of changed files. */
export function CheckoutState({ total }: { total: number }) {
  return total === 0 ? <StateView of="clean" /> : <StateView of="changed" text={countOf(total, 'changed file')} />;
}

/**
 * Shows the objections against approving a result. A table cuts them and has the full text in the tooltip. Shows nothing
 * without objections.
 */
export function InTheWayView({ objections }: { objections: Objections }) {
  const text = withoutEscapes(inTheWayText(objections));
  if (text === '') return null;
  return (
    <span class="in-the-way bad slim" title={text}>
      {text}
    </span>
  );
}

const tones: Readonly<Record<string, Tone>> = { ...TONES, ...OTHER_TONES };
export const toneClass = (of: string) => `tone-${tones[of] ?? 'quiet'}`;
export const stateClass = (of: string) => `state ${toneClass(of)}`;
