import { useSignal } from '@preact/signals';
import { undoShown } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import type { Task } from '../../data/types.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { DiffText } from '../../parts/text/diff-text.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago } from '../../parts/units/when.tsx';
import type { PastCommit } from './answers.ts';
import { detailText, type NameOf, nameIn, pastText, subjectText } from './change-text.ts';

const FIRST = 20;

/** The history of a task, with an Undo button for each commit. */
export function History({ task: { id, uuid } }: { task: Pick<Task, 'id' | 'uuid'> }) {
  const limit = useSignal(FIRST);
  const runs = useRunsOf(id).value;
  // The page refreshes the history only after changes of these kinds, because reading it is slow. Changes of other
  // tasks must not refresh it.
  const kinds = () => [
    { kind: 'task', id: uuid },
    ...['doc', 'attachment'].map((kind) => ({ kind, id: `${uuid}/` })),
    ...['run', 'question'].map((kind) => ({ kind, task: uuid })),
    ...(runs.peek()?.runs ?? []).map(({ run }) => ({ kind: 'run', id: run.id })),
    { kind: 'question', fields: ['answer'] },
  ];
  const asked = useRead('task_history', { id: uuid, full: true, limit: limit.value }, { kinds, patient: true });
  const past = asked.value.value;
  return (
    <section aria-label="History">
      <h2>History</h2>
      <Unanswered of={asked} />
      <ol class="history entries">
        {past?.commits.map((commit) => (
          <CommitRow
            key={commit.seq}
            commit={commit}
            nameOf={nameIn(past.tasks)}
            diffs={past.documents.flatMap(({ seq, diff }) => (seq === commit.seq && diff ? [diff] : []))}
          />
        ))}
      </ol>
      {past?.more && (
        <Button look="small" onClick={() => (limit.value = Number(past.more!.limit))}>
          Show more
        </Button>
      )}
    </section>
  );
}

interface RowProps {
  commit: PastCommit;
  diffs: readonly string[];
  nameOf: NameOf;
}

function CommitRow({ commit, diffs, nameOf }: RowProps) {
  const open = useSignal(false);
  const { seq, at, command, changes, statement, tasks = 0 } = commit;
  const others = tasks - 1;
  const told = changes.flatMap((change) =>
    change.kind === 'run'
      ? ((change.after?.reason as { text?: string } | undefined)?.text ?? [])
      : detailText(statement, change, nameOf),
  );
  return (
    <li>
      <div class="commit-line line-text gap-8">
        <span class="rigid">{subjectText(statement)}</span>
        <span class="soft rigid" title={command.replaceAll('_', ' ')}>
          {pastText(statement)}
        </span>
        <span class="commit-told clip faint rest" title={told.join('; ')}>
          {told.join('; ')}
        </span>
        {others > 0 && <span class="count">and {countOf(others, 'other task')}</span>}
        {diffs.length > 0 && (
          <LinkButton aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
            Show diff
          </LinkButton>
        )}
        <Ago at={at} />
        {!commit.final && (
          <LinkButton look="commit-undo" aria-label={`Undo change ${seq}`} onClick={() => void undoShown(seq)}>
            Undo
          </LinkButton>
        )}
      </div>
      {open.value && diffs.map((diff) => <DiffText key={diff} text={diff} />)}
    </li>
  );
}

export function useRunsOf(id: number) {
  return useRead('run_list', { filter: String(id), all: true }, { kinds: ['run'] });
}
