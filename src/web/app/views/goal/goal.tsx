import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { GOAL_STATES, type GoalKind, isClosedGoal } from '../../../../domain/goals/words.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Fact } from '../../parts/fact.tsx';
import { EditField } from '../../parts/forms/edit-field.tsx';
import { Gaps } from '../../parts/goal/gaps.tsx';
import { GoalLink, KIND_WORDS } from '../../parts/goal/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Awaited } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago, Due } from '../../parts/units/when.tsx';
import { focus, pressButton, useKeys } from '../../shell/keys/keys.ts';
import { hrefOf, route } from '../../shell/route.ts';
import { setTitle } from '../../shell/title.ts';
import { CloseGoal } from './close.tsx';
import { fieldsOf, type ShownField, type ShownRecord, saveField } from './fields.ts';
import { Readings } from './readings.tsx';
import { GoalTasks } from './tasks.tsx';

type Info = Outputs['goal_info'];

/** Number of readings and log entries that the page shows. */
const LAST = 200;

/** The page of a goal or another record of the plan: why, measure, refusals, tasks and log. */
export function GoalPage() {
  const id = route.value.rest[0] ?? '';
  const asked = useRead('goal_info', { id, limit: LAST });
  const info = asked.value.value;
  const gone = asked.error.value?.code === 'not-found';
  useEffect(() => {
    if (info) setTitle(`${info.goal.id} ${info.goal.title}`);
  }, [info]);
  if (gone) return <Gone id={id} />;
  if (!info) return <Awaited of={asked} />;
  return <ShownGoal key={info.goal.id} info={info} />;
}

function Gone({ id }: { id: string }) {
  return (
    <Empty icon="flag" title={`There is no ${id}`}>
      <p>It was deleted, or its addition was undone.</p>
      <a class="button" href={hrefOf('goals')}>
        Show the goals
      </a>
    </Empty>
  );
}

function ShownGoal({ info }: { info: Info }) {
  const goal = info.goal as unknown as ShownRecord;
  const { id, kind, title, state, archived } = goal;
  const closing = useSignal(false);
  const [texts, facts] = fieldsOf(goal);
  const canClose = state !== undefined && !isClosedGoal({ state }) && !archived;
  const isMeasured = (kind === 'goal' || kind === 'outcome') && (goal.measure ?? goal.target) !== undefined;
  useKeys('Goal', [
    ['e', 'Edit the name', () => pressButton('.goal-head .edit-show')],
    ['i', 'Add a reading', () => focus('.reading-new input')],
    ['n', 'Add a task', () => focus('.task-new input')],
    ...(canClose ? ([['d', 'Close', () => (closing.value = true)]] as const) : []),
  ]);
  return (
    <article class="goal task page stack">
      <header class="task-head goal-head stack gap-4">
        <div class="line-text wrap">
          <h1 class="page-title">
            <EditField label="Name" value={title} onSave={(text) => saveField(goal, 'title', text)} wide />
          </h1>
          <span class="flex wrap end gap-6">
            {canClose && <Button onClick={() => (closing.value = true)}>Close …</Button>}
            <Button onClick={() => void archive(goal)}>{archived ? 'Restore' : 'Archive'}</Button>
          </span>
        </div>
        <div class="line wrap gap-10">
          <a class="faint" href={hrefOf('goals')}>
            {KIND_WORDS[kind]} {id}
          </a>
          {state && <StateView of={state} />}
          {archived && <StateView of="archived" />}
          {goal.by && !goal.closed && <Due at={goal.by} />}
        </div>
      </header>
      <div class="task-body split">
        <div class="task-main stack">
          {goal.learned && (
            <section aria-label="What was learned">
              <h2>What was learned</h2>
              <p class="anywhere">{visible(goal.learned)}</p>
            </section>
          )}
          {texts.map((field) => (
            <TextField key={field.name} field={field} goal={goal} />
          ))}
          {isMeasured && (
            <Readings
              id={id}
              measure={goal.measure ?? 'Value'}
              baseline={goal.baseline}
              target={goal.target}
              readings={goal.readings ?? []}
              total={goal.total?.readings ?? goal.readings?.length ?? 0}
            />
          )}
          {kind === 'goal' && <GoalTasks id={id} done={info.done} open={!archived && !isClosedGoal(goal)} />}
          <Log goal={goal} />
        </div>
        <aside class="aside stack" aria-label="Facts">
          <section aria-label="Gaps">
            <h2>Gaps</h2>
            <Gaps id={id} label={`Gaps of ${id}`} />
          </section>
          <section aria-label="Fields">
            <h2>Fields</h2>
            <dl>
              {state && <StateField goal={goal} />}
              {facts.map(({ name, label, value, shown }) => (
                <Fact key={name} title={label}>
                  <EditField
                    label={label}
                    value={value}
                    {...(shown ? { shown } : {})}
                    onSave={(text) => saveField(goal, name, text)}
                  />
                </Fact>
              ))}
            </dl>
          </section>
          <Near title="Above" of={info.above} />
          <Near title="Below" of={info.below} />
          {kind !== 'goal' && info.open + info.done > 0 && (
            <p class="faint small">
              {info.done} of {countOf(info.open + info.done, 'task')} done
            </p>
          )}
        </aside>
      </div>
      {closing.value && <CloseGoal of={goal} onClose={() => (closing.value = false)} />}
    </article>
  );
}

function archive({ id, archived }: ShownRecord): Promise<unknown> {
  const done = archived ? `Restored ${id}` : `Archived ${id}`;
  return act('goal_archive', { ids: [id], ...(archived ? { restore: true } : {}) }, { done, undo: true });
}

function TextField({ field: { name, label, value }, goal }: { field: ShownField; goal: ShownRecord }) {
  return (
    <section aria-label={label}>
      <h2>{label}</h2>
      <EditField label={label} value={value} onSave={(text) => saveField(goal, name, text)} wide />
    </section>
  );
}

/** The state of a goal or a bet. Closing needs a lesson, so the dialog does it. */
function StateField({ goal }: { goal: ShownRecord }) {
  return (
    <Fact title="State">
      <select
        aria-label="State"
        value={goal.state}
        onChange={({ currentTarget }) => {
          const wanted = currentTarget.value;
          currentTarget.value = goal.state!;
          void saveField(goal, 'state', wanted);
        }}
      >
        {GOAL_STATES.filter((state) => state === goal.state || !isClosedGoal({ state })).map((state) => (
          <option key={state} value={state}>
            {state}
          </option>
        ))}
      </select>
    </Fact>
  );
}

function Near({ title, of }: { title: string; of: Info['above'] }) {
  if (of.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul class="stack gap-4">
        {of.map((each) => (
          <li key={each.id} class="anywhere">
            <span class="faint small">{KIND_WORDS[each.kind as GoalKind]}</span> <GoalLink of={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What happened to the goal: merged and completed tasks, the newest first. Briefs show it as "since then". */
function Log({ goal: { log = [], total } }: { goal: ShownRecord }) {
  if (log.length === 0) return null;
  const more = (total?.log ?? log.length) - log.length;
  return (
    <section aria-label="Since then">
      <h2>Since then</h2>
      <ul class="entries">
        {log.toReversed().map(({ id, at, text, run }) => (
          <li key={id} class="line-text gap-8">
            <span class="rest slim anywhere">{visible(text)}</span>
            {run && (
              <a class="run-link" href={hrefOf('run', [run])}>
                {run}
              </a>
            )}
            <Ago at={at} />
          </li>
        ))}
      </ul>
      {more > 0 && <p class="faint small">{more.toLocaleString()} earlier ones</p>}
    </section>
  );
}
