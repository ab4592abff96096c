import { Gaps } from '../../parts/goal/gaps.tsx';
import { tracedText } from '../../parts/goal/marks.tsx';
import type { Plan } from './model.ts';

/** All gaps of the plan, the worst first. A queue without goals can have living documents of folders. */
export function GapsPart({ plan }: { plan: Plan }) {
  return (
    <div class="page stack">
      <section aria-label="Gaps" class="stack gap-8">
        {plan.nodes.length > 0 && (
          <p class="soft">
            {tracedText(plan.ratio)}. A task is traced if it has a goal, or a reason why it needs none.
          </p>
        )}
        <Gaps label="Gaps of the goals" />
      </section>
    </div>
  );
}
