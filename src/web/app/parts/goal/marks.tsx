import type { GoalKind } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { hrefOf } from '../../shell/route.ts';
import { visible } from '../text/visible.tsx';
import { countOf } from '../units/amounts.ts';

/** The name of a kind, for people. */
export const KIND_WORDS: Readonly<Record<GoalKind, string>> = {
  vision: 'Vision',
  pillar: 'Pillar',
  persona: 'Persona',
  problem: 'Problem',
  outcome: 'Outcome',
  bet: 'Bet',
  goal: 'Goal',
};

/** A link to the page of a goal or another record of the plan. A drag moves the row or card around it. */
export function GoalLink({ of, look, focusable = true }: { of: Named; look?: string; focusable?: boolean }) {
  return (
    <a class={look} href={hrefOf('goal', [of.id])} tabIndex={focusable ? undefined : -1} draggable={false}>
      {visible(of.title ?? of.id)}
    </a>
  );
}

interface Named {
  id: string;
  /** Without a title, the link shows the id. */
  title?: string;
}

/** The ids of records as links, with their titles in tooltips. */
export function GoalIds({ ids, titles }: { ids: readonly string[]; titles?: ReadonlyMap<string, GoalNode> }) {
  return (
    <>
      {ids.map((id) => (
        <a key={id} class="goal-id" href={hrefOf('goal', [id])} title={titles?.get(id)?.title} draggable={false}>
          {id}
        </a>
      ))}
    </>
  );
}

/** The part of the open tasks that have a goal or a reason. */
export function tracedText({ open, traced, upkeep }: Outputs['report_goals']['ratio']): string {
  if (open === 0) return 'no open tasks';
  return `${traced} of ${countOf(open, 'open task')} traced${upkeep > 0 ? `, ${upkeep} upkeep` : ''}`;
}
