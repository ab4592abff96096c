import { healthLimits } from '../../src/goals/limits.ts';
import { type Plan, planOf } from '../../src/goals/plan.ts';
import type { GoalInput } from '../../src/work/goals/save-goals.ts';
import { SETTINGS } from '../../src/work/settings/settings.ts';
import type { TestWorkspace } from '../support/workspace.ts';

/** A plan with every kind: I-1 in B-1 for O-1 and P-1, against X-1 of U-1; below V-1. */
export const WHOLE: readonly GoalInput[] = [
  { kind: 'vision', ref: 'v', title: 'A solo builder never loses the thread' },
  { kind: 'pillar', ref: 'p', title: 'Lives in the repository', will: 'Work offline', wont: 'Hosted dashboards' },
  { kind: 'persona', ref: 'u', title: 'Sam', primary: true },
  { kind: 'problem', ref: 'x', title: 'Context is lost between sessions', severity: 5, hurts: ['u drops the project'] },
  {
    kind: 'outcome',
    ref: 'o',
    title: 'Tasks finished in the editor',
    measure: '%',
    baseline: 30,
    target: 70,
    reading: 41,
    pillars: ['p'],
  },
  {
    kind: 'bet',
    ref: 'b',
    title: 'Stay in flow',
    state: 'now',
    hypothesis: 'Faster lookup, fewer lost threads',
    outcomes: ['o'],
    problems: ['x'],
  },
  {
    kind: 'goal',
    title: 'Instant search',
    why: 'People wait',
    wont: 'Server-side search',
    done_when: 'First result under 50 ms',
    bet: 'b',
  },
];

export async function wholePlan(work: TestWorkspace): Promise<void> {
  await work.run('goal_save', { records: WHOLE });
}

export function planOfWork({ opened }: TestWorkspace): Plan {
  return planOf(opened.store.state);
}

/** The limits of the plan's health in a queue without settings. */
export const LIMITS = healthLimits((name) => SETTINGS.find((row) => row.name === name)!.fallback);

/** Replaces what a fix leaves to the reader: `<number>`, `<new date>`, `<reason>`. Names are never used twice. */
export function filledIn<Value>(value: Value): Value {
  if (typeof value === 'string') {
    if (!/^<.*>$/.test(value)) return value;
    if (value === '<number>') return 80 as Value;
    if (value === '<next number>') return 900 as Value;
    if (value === '<new date>') return '2027-01-01' as Value;
    return `Said ${++said}` as Value;
  }
  if (Array.isArray(value)) return value.map(filledIn) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filledIn(inner)])) as Value;
}

let said = 0;
