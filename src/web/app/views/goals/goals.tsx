import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Gaps } from '../../parts/goal/gaps.tsx';
import { tracedText } from '../../parts/goal/marks.tsx';
import { TerminalLine } from '../../parts/terminal-line.tsx';
import { Awaited } from '../../parts/unanswered.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { useKeys } from '../../shell/keys/keys.ts';
import { go, hrefOf, route } from '../../shell/route.ts';
import type { GoalsAnswer } from './model.ts';
import { NewGoal } from './new-goal.tsx';
import { PagePart } from './page-part.tsx';
import { PeoplePart } from './people.tsx';
import { Roadmap } from './roadmap.tsx';
import { TreePart } from './tree.tsx';

/** The page of one goal is in the same chunk, because the two share most of their parts. */
export { GoalPage } from '../goal/goal.tsx';

interface Part {
  /** The part of the URL after the view's name. */
  path: string;
  title: string;
  view: ComponentType<{ plan: GoalsAnswer }>;
  /** Whether the part is useful in a queue without goals. */
  always?: true;
}

const PARTS: readonly Part[] = [
  { path: '', title: 'Tree', view: TreePart },
  { path: 'roadmap', title: 'Roadmap', view: Roadmap },
  { path: 'people', title: 'People', view: PeoplePart },
  { path: 'gaps', title: 'Gaps', view: GapsPart, always: true },
  { path: 'page', title: 'Page', view: PagePart, always: true },
];

/** Why the tasks exist: the tree of goals, the roadmap, people and problems, gaps, and all of it as a page of text. */
export function GoalsView() {
  const path = route.value.rest[0] ?? '';
  const isOne = /^[A-Z]+-\d+$/i.test(path);
  useEffect(() => {
    if (isOne) go(hrefOf('goal', [path.toUpperCase()]), { replace: true });
  }, [isOne, path]);
  const part = PARTS.find((each) => each.path === path) ?? PARTS[0]!;
  const asked = useRead('report_goals', {});
  const adding = useSignal(false);
  const plan = asked.value.value;
  const { view: View } = part;
  useKeys('Goals', [
    ['n', 'New goal', () => (adding.value = true)],
    ['[', 'Previous part', () => openBeside(part, -1)],
    [']', 'Next part', () => openBeside(part, 1)],
  ]);
  return (
    <>
      <ViewHead title="Goals">
        <nav class="goal-parts flex wrap gap-4" aria-label="Parts of the goals">
          {PARTS.map(({ path: to, title }) => (
            <a
              key={title}
              class="choice"
              href={hrefOf('goals', to === '' ? [] : [to])}
              aria-current={part.path === to ? 'page' : undefined}
            >
              {title}
              {to === 'gaps' && plan && <GapCount levels={plan.levels} />}
            </a>
          ))}
        </nav>
        {plan && plan.nodes.length > 0 && (
          <a class="faint small end" href={hrefOf('list', [], { filter: '-TRACED' })}>
            {tracedText(plan.ratio)}
          </a>
        )}
        <Button onClick={() => (adding.value = true)}>New goal</Button>
      </ViewHead>
      {!plan ? <Awaited of={asked} /> : plan.nodes.length > 0 || part.always ? <View plan={plan} /> : <NoGoals />}
      {plan && plan.total > plan.nodes.length && (
        <p class="faint small goal-more">
          {(plan.total - plan.nodes.length).toLocaleString()} more are left out. Archive those that are over.
        </p>
      )}
      {adding.value && plan && <NewGoal plan={plan} onClose={() => (adding.value = false)} />}
    </>
  );
}

function openBeside(part: Part, by: number): void {
  const { path } = PARTS.at((PARTS.indexOf(part) + by) % PARTS.length)!;
  go(hrefOf('goals', path === '' ? [] : [path]));
}

function GapCount({ levels: { error, warn } }: { levels: GoalsAnswer['levels'] }) {
  if (error + warn === 0) return null;
  return (
    <span class={`count ${error > 0 ? 'bad' : ''}`} title={`${error} errors, ${warn} gaps`}>
      {' '}
      {error + warn}
    </span>
  );
}

function NoGoals() {
  return (
    <Empty icon="flag" title="No goals yet" first>
      <p>
        Agents read in a goal why its tasks exist, and what they must not do. In Claude Code, start with
        /backlog:vision.
      </p>
      <TerminalLine line={'backlog goal add "First result at once" --why "People lose the thread"'} />
    </Empty>
  );
}

/** All gaps of the plan, the worst first. A queue without goals can have living documents of folders. */
function GapsPart({ plan }: { plan: GoalsAnswer }) {
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
