import { RUN_REASONS } from '../../src/domain/runs/run-reasons.ts';
import { RUN_STATES } from '../../src/domain/runs/run-states.ts';
import { VERBS } from '../../src/runs/lifecycle/transitions.ts';
import { RUN_SETTINGS } from '../../src/work/settings/run-settings.ts';
import { takenBy } from '../../src/work/settings/settings.ts';
import { code, GENERATED, table } from './markdown.ts';

/**
 * Generates the page about runs: states and transitions, reasons for an early end with the next step, and settings,
 * from their tables.
 */
export function runStatesPage(): string {
  return [
    '# States, reasons and settings of runs',
    GENERATED,
    'See [How runs work](../explanation/how-runs-work.md).',
    '## States',
    table(
      ['state', 'the run …', 'verbs that lead out of it'],
      Object.entries(RUN_STATES).map(([state, { means }]) => [code(state), means, verbsFrom(state)]),
    ),
    '## Why a run failed, was stopped or interrupted',
    table(
      ['reason', 'it means', 'next'],
      Object.entries(RUN_REASONS).map(([reason, { means, next }]) => [code(reason), means, next]),
    ),
    '## Settings',
    'Only people write them: `backlog setting set runs.setup "npm ci"`.',
    table(
      ['setting', 'takes', 'default', 'it says'],
      RUN_SETTINGS.map((row) => [
        code(row.name),
        takenBy(row),
        row.fallback === '' ? 'empty' : String(row.fallback),
        row.means,
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function verbsFrom(state: string): string {
  const verbs = Object.entries(VERBS).filter(([, { from }]) => (from as readonly string[]).includes(state));
  return verbs.map(([verb, { to }]) => `${verb.replaceAll('_', ' ')} → ${code(to)}`).join(', ') || 'none';
}
