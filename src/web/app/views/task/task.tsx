import { useEffect } from 'preact/hooks';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { revise } from '../../data/revise.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { EditField } from '../../parts/forms/edit-field.tsx';
import { PriorityMark } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Awaited } from '../../parts/unanswered.tsx';
import { decides } from '../../shell/keys/decisions.ts';
import { focus, type Key, pressButton, useKeys } from '../../shell/keys/keys.ts';
import { hrefOf, route } from '../../shell/route.ts';
import { setTitle } from '../../shell/title.ts';
import type { Info } from './answers.ts';
import { TaskAside } from './aside.tsx';
import { Comments } from './comments.tsx';
import { Criteria } from './criteria.tsx';
import { Documents } from './documents.tsx';
import { History } from './history.tsx';
import { WhyNote } from './why.tsx';

export function TaskPage() {
  const id = route.value.rest[0] ?? '';
  const asked = useRead('task_info', { id });
  const info = asked.value.value;
  const gone = asked.error.value?.code === 'not-found';
  useEffect(() => {
    if (info) setTitle(`#${info.record.id} ${info.record.description}`);
  }, [info]);
  useTaskKeys(gone ? undefined : info);
  if (!info) return <Awaited of={asked} />;
  if (gone) return <Gone info={info} />;
  return <Shown key={info.record.uuid} info={info} />;
}

/** Shown if the task disappears while it is open: its creation was undone, or the task was purged. */
function Gone({ info: { record } }: { info: Info }) {
  return (
    <Empty icon="undo" title={`Task ${record.id} no longer exists`}>
      <p>
        <strong>{record.description}</strong> is no longer in the queue. Someone undid the change that added it, or
        purged it.
      </p>
      <a class="button" href={hrefOf('activity')}>
        Show the history
      </a>
    </Empty>
  );
}

function Shown({ info }: { info: Info }) {
  const { record: task, archived } = info;
  return (
    <article class="task page stack">
      <header class="task-head stack gap-4">
        <div class="line-text wrap">
          <h1 class="page-title">
            <EditField
              label="Description"
              value={task.description}
              onSave={(description) => revise(task, { description })}
              wide
            />
          </h1>
          <Actions info={info} />
        </div>
        <div class="line wrap gap-10">
          <span class="task-link">#{task.id}</span>
          {task.priority && <PriorityMark of={task.priority} />}
          {archived && <StateView of="archived" />}
          <StateView of={task.state} objections={task.objections} />
        </div>
      </header>
      <div class="task-body split">
        <div class="task-main stack">
          <WhyNote info={info} />
          <Documents info={info} />
          <Criteria task={task} grades={info.brief.grades} />
          <Comments task={task} />
          <History task={task} />
        </div>
        <TaskAside info={info} />
      </div>
    </article>
  );
}

/** The actions on a task. The next step comes first, as the primary button. */
function Actions({ info: { record: task, archived, next } }: { info: Info }) {
  if (archived) return null;
  const { id, uuid, status, start } = task;
  const open = status === 'pending';
  const acts: Partial<Record<'start' | 'run' | 'complete' | 'stop', [title: string, run: () => void]>> = {
    ...(open && start ? { stop: ['Stop', () => void act('task_stop', { id: uuid }, said(`Stopped #${id}`))] } : {}),
    ...(open && !start
      ? {
          run: ['Run', () => void act('run_start', { filter: uuid }, { done: `Started a run for #${id}` })],
          start: ['Start', () => void act('task_start', { id: uuid }, said(`Started #${id}`))],
        }
      : {}),
    ...(open ? { complete: ['Complete', () => void act('task_done', { id: uuid }, said(`Completed #${id}`))] } : {}),
  };
  return (
    <span class="flex wrap end gap-6">
      <NextAct next={next} task={task} />
      {Object.entries(acts).map(([name, [title, run]]) => (
        <Button key={name} look={name === next?.act ? 'primary' : ''} onClick={run}>
          {title}
        </Button>
      ))}
      {!open && (
        <Button onClick={() => act('task_modify', { filter: uuid, status: 'pending' }, said(`Reopened #${id}`))}>
          Reopen
        </Button>
      )}
    </span>
  );
}

const said = (done: string) => ({ done, undo: true });

/** The next step, unless it is one of the task's usual actions. */
function NextAct({ next, task: { uuid, id } }: { next: Info['next']; task: Info['record'] }) {
  if (!next) return null;
  const { act: step, run, task, text } = next;
  if (run !== undefined)
    return (
      <a class="button primary" title={text} href={hrefOf(step === 'review' ? 'review' : 'run', [run])}>
        {RUN_STEPS[step]} {run}
      </a>
    );
  if (task !== undefined)
    return (
      <a class="button primary" title={text} href={hrefOf('task', [task])}>
        Open #{task}
      </a>
    );
  if (step === 'accept')
    return (
      <Button
        look="primary"
        data-accept
        {...decides(uuid)}
        onClick={() => act('task_accept', { filter: uuid }, said(`Accepted #${id}`))}
      >
        Accept
      </Button>
    );
  if (step === 'unblock')
    return (
      <Button look="primary" onClick={() => act('task_unblock', { id: uuid }, said(`Unblocked #${id}`))}>
        Unblock
      </Button>
    );
  if (step === 'prove')
    return (
      <Button look="primary" onClick={() => pressButton('.criteria .add-evidence')}>
        Add evidence
      </Button>
    );
  return null;
}

/** The words of steps that lead to a run. */
const RUN_STEPS: Partial<Record<NonNullable<Info['next']>['act'], string>> = {
  answer: 'Answer',
  review: 'Review',
  decide: 'Decide about',
  follow: 'Follow',
};

function useTaskKeys(info: Info | undefined): void {
  const task = info?.record;
  const done = (): void => void act('task_done', { id: task!.uuid }, { done: `Completed #${task!.id}`, undo: true });
  const begun = (): void => void act(task!.start ? 'task_stop' : 'task_start', { id: task!.uuid }, { undo: true });
  const keys: readonly Key[] = [
    ...(info?.next?.act === 'accept'
      ? [['y', 'Accept the text from outside', () => pressButton('[data-accept]')] as const]
      : []),
    ['e', 'Edit the description', () => pressButton('.task-head .edit-show')],
    ['w', 'Write the spec', () => pressButton('.doc-edit')],
    ['i', 'Add a criterion', () => focus('.criterion-new input')],
    ['n', 'Write a note', () => focus('.comment-new textarea')],
    ['s', task?.start ? 'Stop' : 'Start', begun],
    ['d', 'Complete', done],
  ];
  useKeys('Task', task ? keys : []);
}
