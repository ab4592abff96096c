import { useMemo } from 'preact/hooks';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import { GoalIds, GoalLink } from '../../parts/goal/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { type GoalsAnswer, nodesById } from './model.ts';

/** The people for whom the work is done, their problems by severity, and what serves them. */
export function PeoplePart({ plan }: { plan: GoalsAnswer }) {
  const known = useMemo(() => nodesById(plan), [plan]);
  const people = plan.nodes.filter(({ kind }) => kind === 'persona');
  const problems = plan.nodes
    .filter(({ kind }) => kind === 'problem')
    .sort((a, b) => Number(!!a.solvedBy) - Number(!!b.solvedBy) || (b.severity ?? 0) - (a.severity ?? 0));
  const hurting = (id: string) =>
    problems.filter(({ hurts, solvedBy }) => !solvedBy && hurts?.some(({ persona }) => persona === id));
  return (
    <div class="page stack">
      <section aria-label="People" class="stack gap-8">
        <h2>People</h2>
        {people.length === 0 ? (
          <p class="faint">Nobody is named yet. Add a persona, and say in problems what hurts them.</p>
        ) : (
          <ul class="rows panel">
            {people.map((persona) => (
              <li key={persona.id} class="row line-text wrap">
                <span class="slim rest">
                  <GoalLink of={persona} look="row-title anywhere" />
                  <span class="facts">
                    <span>{persona.id}</span>
                    {persona.primary && <span>most important</span>}
                    <span>{countOf(hurting(persona.id).length, 'open problem')}</span>
                    <Served by={persona.servedBy} known={known} />
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-label="Problems" class="stack gap-8">
        <h2>Problems</h2>
        {problems.length === 0 ? (
          <p class="faint">No problem is named yet. Goals and bets say which problems they solve.</p>
        ) : (
          <ul class="rows panel">
            {problems.map((problem) => (
              <li key={problem.id} class="row line-text wrap">
                <span class="slim rest">
                  <GoalLink of={problem} look="row-title anywhere" />
                  <span class="facts">
                    <Severity of={problem} />
                    <span>{problem.id}</span>
                    {(problem.hurts ?? []).map(({ persona, stakes }) => (
                      <span key={persona} class="anywhere">
                        hurts <GoalLink of={known.get(persona) ?? { id: persona }} />
                        {stakes && `: ${visible(stakes)}`}
                      </span>
                    ))}
                    {problem.solvedBy ? (
                      <span>
                        solved by <GoalIds ids={[problem.solvedBy]} titles={known} />
                      </span>
                    ) : (
                      <Served by={problem.servedBy} known={known} />
                    )}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Severity({ of: { severity = 0, solvedBy } }: { of: GoalNode }) {
  return (
    <span>
      {solvedBy ? (
        <StateView of="solved" />
      ) : (
        <StateView
          of={severity >= 4 ? 'severe' : severity === 3 ? 'notable' : 'minor'}
          text={`severity ${severity} of 5`}
        />
      )}
    </span>
  );
}

function Served({ by = [], known }: { by: readonly string[] | undefined; known: ReadonlyMap<string, GoalNode> }) {
  if (by.length === 0) return <span class="asks">nothing serves it</span>;
  return (
    <span>
      <GoalIds ids={by} titles={known} />
    </span>
  );
}
