import type { TaskWhy } from '../../../../report/goals/task-why.ts';
import { visible } from '../text/visible.tsx';
import { Ago } from '../units/when.tsx';
import { GoalLink } from './marks.tsx';

/** Why a task exists: its goal with the records above it, the measure, the refusals, and what happened since. */
export function TaskGoal({ of: { why, since } }: { of: TaskWhy }) {
  const { links, upkeep, bounds, gaps } = why;
  return (
    <>
      {links.map((link) => (
        <div key={link.id} class="fact">
          <dt class="faint">{link.kind}</dt>
          <dd class="anywhere slim">
            <GoalLink of={link} /> <span class="faint small">{link.id}</span>
            {(link.why ?? link.measure) && (
              <span class="near soft small">{visible([link.why, link.measure].filter(Boolean).join(' · '))}</span>
            )}
          </dd>
        </div>
      ))}
      {upkeep !== undefined && (
        <div class="fact">
          <dt class="faint">Upkeep</dt>
          <dd class="anywhere slim">{visible(upkeep)}</dd>
        </div>
      )}
      {bounds.wont.length > 0 && (
        <div class="fact">
          <dt class="faint">Will not</dt>
          <dd class="anywhere slim">{visible(bounds.wont.map(({ text }) => text).join('; '))}</dd>
        </div>
      )}
      {since.length > 0 && (
        <div class="fact">
          <dt class="faint">Since then</dt>
          <dd class="anywhere slim">
            {since.map(({ at, text }) => (
              <span key={at + text} class="near">
                {visible(text)} <Ago at={at} />
              </span>
            ))}
          </dd>
        </div>
      )}
      {links.length === 0 && upkeep === undefined && gaps.length > 0 && (
        <div class="fact">
          <dt class="faint">Goal</dt>
          <dd class="asks">none, and no reason for upkeep</dd>
        </div>
      )}
    </>
  );
}
