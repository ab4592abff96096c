import { inCliWords } from '../../src/commands/line-words.ts';
import { RUN_REASONS } from '../../src/domain/runs/run-reasons.ts';
import { RUN_STATE_NAMES, RUN_STATES } from '../../src/domain/runs/run-states.ts';
import { SHOWN_STATE_NAMES, SHOWN_STATES } from '../../src/domain/state-words.ts';
import { TRANSITIONS } from '../../src/runs/lifecycle/transitions.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about the states of runs, and the reasons for an early end with the next step. */
export function runStatesPage(): string {
  return [
    '# States of runs',
    GENERATED,
    'See [How runs work](../explanation/how-runs-work.md), and [Settings](settings.md#runs) for limits and checks.',
    '## States',
    table(
      ['state', 'the run …', 'next states'],
      RUN_STATE_NAMES.map((state) => [code(state), SHOWN_STATES[state].does, verbsFrom(state)]),
    ),
    '## States that follow from others',
    'Views show these states of approved and merged runs. Filters take their names, too: `run:proposed`.',
    table(
      ['state', 'word', 'the run …'],
      DERIVED.map((state) => [code(state), SHOWN_STATES[state].word, SHOWN_STATES[state].does]),
    ),
    '## Why a run failed, was stopped or interrupted',
    table(
      ['reason', 'it means', 'next'],
      Object.entries(RUN_REASONS).map(([reason, { means, next }]) => [
        code(reason),
        means,
        inCliWords(next.replaceAll('<run>', 'r7')),
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

const DERIVED = SHOWN_STATE_NAMES.filter((state) => !Object.hasOwn(RUN_STATES, state));

/** Words for state changes that have other names in the code. */
const WORDS: Readonly<Record<string, string>> = {
  hand_off: 'give to a person',
  bounce: 'return to review',
  land: 'finish',
  defer: 'wait',
  find: 'found merged',
};

function verbsFrom(state: string): string {
  const verbs = Object.entries(TRANSITIONS).filter(([, { from }]) => (from as readonly string[]).includes(state));
  return (
    verbs.map(([verb, { to }]) => `${WORDS[verb] ?? verb.replaceAll('_', ' ')} → ${code(to)}`).join(', ') || 'none'
  );
}
