import { callText } from '../../domain/calls/call.ts';
import { healthOf } from '../../goals/health.ts';
import { planOf } from '../../goals/plan.ts';
import type { Context } from '../workspace/context.ts';
import type { WorkspaceFinding } from '../workspace/finding.ts';

/** The codes about links that lead nowhere, which a merge or a restored file can leave. */
const BROKEN: ReadonlySet<string> = new Set(['link.unknown', 'task.dangling', 'goal.blocked_cycle']);

/** Returns findings for `doctor` about broken links of goals and tasks. */
export function goalFindingsForDoctor({
  store,
  queue,
  clock,
}: Pick<Context, 'store' | 'queue' | 'clock'>): WorkspaceFinding[] {
  return healthOf(planOf(store.state), queue, clock.now)
    .filter(({ code }) => BROKEN.has(code))
    .map(({ why, fix }) => ({ problem: why, advice: `Fix: \`${callText('cli', fix)}\`` }));
}
