import { useSignal } from '@preact/signals';
import type { Grading } from '../../../../domain/task/grade.ts';
import { isProven, metOf } from '../../../../domain/task/unmet-criteria.ts';
import { act } from '../../data/act.ts';
import type { Task } from '../../data/types.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { typed } from '../../parts/forms/typed-text.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { CommandOf, EvidenceView, MetMark, metClass } from '../../parts/task/evidence.tsx';

type Criterion = NonNullable<Task['acceptance']>[number];

/** The acceptance criteria of a task, each with its evidence. */
export function Criteria({ task, grades = [] }: { task: Task; grades?: readonly Grading[] | undefined }) {
  const all = task.acceptance ?? [];
  const gradedAs = (id: string) => grades.find(({ criterion }) => criterion === id);
  const claimed = all.filter(({ id, met }) => metClass({ met, graded: gradedAs(id) }) === 'is-claimed').length;
  const [met] = metOf(task) ?? [0];
  return (
    <section aria-label="Acceptance criteria">
      <h2>
        Acceptance criteria{' '}
        {all.length > 0 && (
          <span class="count">
            {met} of {all.length} met{claimed > 0 && `, ${claimed} only claimed`}
          </span>
        )}
      </h2>
      {all.length === 0 && (
        <p class="faint">Criteria that the finished task must meet appear here. Add the first one below.</p>
      )}
      <ul class="criteria entries">
        {all.map((each) => (
          <CriterionRow key={each.id} task={task} criterion={each} graded={gradedAs(each.id)} />
        ))}
      </ul>
      {task.status === 'pending' && <NewCriterion task={task} />}
    </section>
  );
}

interface RowProps {
  task: Task;
  criterion: Criterion;
  graded: Grading | undefined;
}

function CriterionRow({ task, criterion: { id, text, by, met }, graded }: RowProps) {
  const proven = isProven({ met });
  const writing = useSignal(false);
  const evidence = useSignal('');
  const save = useSubmit(async () => {
    const input = { id: task.uuid, criterion: id, text: evidence.value };
    if (await act('task_annotate', input, { done: 'Recorded the evidence', undo: true })) writing.value = false;
  });
  return (
    <li class={`line-text gap-10 ${metClass({ met, graded })}`}>
      <MetMark met={met} graded={graded} />
      <div class="criterion-body stack rest">
        <span>{text}</span>
        <CommandOf by={by} />
        {(met || by) && <EvidenceView met={met} graded={graded} />}
        {writing.value && (
          <form class="answer flex gap-6" onSubmit={save}>
            <input
              aria-label={`Evidence for ${text}`}
              placeholder="A test, or a command with its output"
              {...typed(evidence)}
            />
            <Button type="submit" look="small primary">
              Record
            </Button>
          </form>
        )}
      </div>
      {!proven && !writing.value && task.status === 'pending' && (
        <LinkButton look="add-evidence" onClick={() => (writing.value = true)}>
          Add evidence
        </LinkButton>
      )}
    </li>
  );
}

function NewCriterion({ task }: { task: Task }) {
  const text = useSignal('');
  const add = useSubmit(async () => {
    if (text.value.trim() === '') return;
    const input = { filter: task.uuid, criterion: text.value.trim() };
    if (await act('task_modify', input, { done: 'Added the criterion', undo: true })) text.value = '';
  });
  return (
    <form class="criterion-new" onSubmit={add}>
      <input aria-label="New criterion" placeholder="Add a criterion" {...typed(text)} />
    </form>
  );
}
