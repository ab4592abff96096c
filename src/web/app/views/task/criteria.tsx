import { useSignal } from '@preact/signals';
import type { Grading } from '../../../../domain/task/grade.ts';
import { isProven, metOf } from '../../../../domain/task/unmet-criteria.ts';
import type { Task } from '../../data/types.ts';
import { LinkButton } from '../../parts/button.tsx';
import { LineForm } from '../../parts/forms/line-form.tsx';
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
      {all.length === 0 && <p class="faint">Criteria that the finished task must meet appear here.</p>}
      <ul class="criteria entries">
        {all.map((each) => (
          <CriterionRow key={each.id} task={task} criterion={each} graded={gradedAs(each.id)} />
        ))}
      </ul>
      {task.status === 'pending' && (
        <LineForm
          of="task_modify"
          fields={{ criterion: { title: 'New criterion', hint: 'Add a criterion', required: true } }}
          given={{ filter: task.uuid }}
          class="criterion-new"
          done="Added the criterion"
        />
      )}
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
  return (
    <li class={`line-text gap-10 ${metClass({ met, graded })}`}>
      <MetMark met={met} graded={graded} />
      <div class="criterion-body stack rest">
        <span>{text}</span>
        <CommandOf by={by} />
        {(met || by) && <EvidenceView met={met} graded={graded} />}
        {writing.value && !proven && (
          <LineForm
            of="task_annotate"
            fields={{
              text: { title: `Evidence for ${text}`, hint: 'A test, or a command with its output', required: true },
            }}
            given={{ id: task.uuid, criterion: id }}
            action="Record"
            look="small primary"
            class="answer flex gap-6"
            done="Recorded the evidence"
          />
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
