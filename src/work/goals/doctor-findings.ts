import { callText } from '../../domain/calls/call.ts';
import { GOAL_KINDS } from '../../domain/goals/words.ts';
import { healthOf } from '../../goals/health.ts';
import { type HealthLimits, healthLimits } from '../../goals/limits.ts';
import { isSoundRecord, planOf } from '../../goals/plan.ts';
import { settingOf } from '../settings/settings.ts';
import type { Context } from '../workspace/context.ts';
import type { WorkspaceFinding } from '../workspace/finding.ts';

/** The codes about links that lead nowhere, which a merge or a restored file can leave. */
const BROKEN: ReadonlySet<string> = new Set(['link.unknown', 'task.dangling', 'goal.blocked_cycle']);

/** Returns findings for `doctor` about unreadable records of the plan, and broken links of goals and tasks. */
export function goalFindingsForDoctor({
  store,
  queue,
  clock,
}: Pick<Context, 'store' | 'queue' | 'clock'>): WorkspaceFinding[] {
  const unreadable = GOAL_KINDS.flatMap((kind) =>
    [...store.state.all(kind)].flatMap(([id, record]) => (isSoundRecord(kind, id, record) ? [] : [`${kind} ${id}`])),
  );
  return [
    ...unreadable.map((name) => ({
      problem: `the record ${name} has fields of another shape, so nothing shows it`,
      advice: 'Undo the change that wrote it: `backlog history` and `backlog undo`',
    })),
    ...healthOf(planOf(store.state), queue, clock.now, limitsIn({ store }))
      .filter(({ code }) => BROKEN.has(code))
      .map(({ why, fix }) => ({ problem: why, advice: `Fix: \`${callText('cli', fix)}\`` })),
  ];
}

/** Returns the limits of the plan's health in a queue. */
export function limitsIn({ store }: Pick<Context, 'store'>): HealthLimits {
  return healthLimits((name) => settingOf(store.state, name));
}
