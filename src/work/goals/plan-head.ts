import { measureText } from '../../goals/measure.ts';
import { planOf } from '../../goals/plan.ts';
import type { PlanHead } from '../../report/goals/plan-head.ts';
import type { Context } from '../workspace/context.ts';

/** Returns the vision, and the bets and goals that are `now`, in their order. Undefined in a queue without goals. */
export function planHeadOf({ store }: Pick<Context, 'store'>): PlanHead | undefined {
  const plan = planOf(store.state);
  if (plan.isEmpty()) return undefined;
  const [vision] = plan.live('vision');
  const now = [...plan.live('bet'), ...plan.live('goal')].filter(({ state }) => state === 'now');
  return {
    ...(vision ? { vision: vision.title } : {}),
    now: now.map((record) => {
      const measure = 'measure' in record ? measureText(record) : undefined;
      return { id: record.id, title: record.title, ...(measure === undefined ? {} : { measure }) };
    }),
  };
}
