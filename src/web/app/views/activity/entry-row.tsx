import { Fragment } from 'preact';
import type { Statement } from '../../../../report/statement/statement.ts';
import { hasPage, statementText } from '../../../../text/history/statement.ts';
import type { Run, Task } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago } from '../../parts/units/when.tsx';
import type { PastChange, PastCommit } from '../task/answers.ts';
import { actorText, detailText, nameIn, reachedText } from '../task/change-text.ts';
import { type Entry, shownChanges } from './entries.ts';

/** Number of changes shown for each commit. */
const SHOWN_OF_COMMIT = 6;

/** The names of what the shown entries are about. */
export interface KnownNames {
  tasks: readonly Named[];
  /** The runs of the shown entries, with the descriptions of their tasks. */
  runs: readonly { run: Pick<Run, 'id'>; description: string }[];
}
type Named = Pick<Task, 'uuid' | 'id' | 'description'>;

/** One commit, or the last commit about a run with the earlier ones folded. */
export function EntryRow({ entry: { run, commits }, known }: { entry: Entry; known: KnownNames }) {
  const [newest, ...earlier] = commits;
  if (earlier.length === 0) return <CommitRow commit={newest!} known={known} of={run} />;
  return (
    <li class="flex gap-8">
      <Ago at={newest!.at} />
      <div class="rest slim">
        <Sentence commit={newest!} known={known} of={run} />
        <details>
          <summary class="figures">
            {countOf(earlier.length, 'earlier change')} <Icon name="down" size={11} />
          </summary>
          <ol class="entries">
            {earlier.map((commit) => (
              <CommitRow key={commit.seq} commit={commit} known={known} of={run} />
            ))}
          </ol>
        </details>
      </div>
    </li>
  );
}

interface RowProps {
  commit: PastCommit;
  known: KnownNames;
  /** The run that the commit is about, if no person made the commit. */
  of: string | undefined;
}

const CommitRow = (props: RowProps) => (
  <li class="flex gap-8">
    <Ago at={props.commit.at} />
    <span class="rest slim">
      <Sentence {...props} />
    </span>
  </li>
);

/** A commit as a sentence: its author, the verb, and what it changed. */
function Sentence({ commit, known, of }: RowProps) {
  const { statement, left = 0 } = commit;
  const { object, verb } = statement;
  const shown = shownChanges(commit);
  const tasks = shown.filter(({ kind }) => kind === 'task');
  const run = shown.find(({ kind }) => kind === 'run');
  const hasName = run && (of !== undefined || known.runs.some((one) => one.run.id === run.id));
  const more = Math.max(0, tasks.length - SHOWN_OF_COMMIT) + left;
  const detailed = tasks.length > 1 || shown.length === 1;
  return (
    <>
      {of === undefined ? <strong>{actorText(statement.by)}</strong> : <RunName id={of} known={known} bold />}{' '}
      {verb === 'reach' ? (
        <StateReached state={object.state} />
      ) : (
        <span>{statementText(statement, { form: 'did', omits: 'link' })}</span>
      )}{' '}
      {verb !== 'reach' && object.kind === 'run' && hasPage(object) && <RunName id={object.id!} known={known} />}
      {(hasName ? [] : tasks.slice(0, SHOWN_OF_COMMIT)).map((change, at) => (
        <Fragment key={change.id}>
          {at > 0 && ' · '}
          <TaskChanged change={change} tasks={known.tasks} statement={detailed ? statement : undefined} />
        </Fragment>
      ))}
      {more > 0 && <span class="count">and {more.toLocaleString()} more</span>}
    </>
  );
}

/** A run with the description of its task. */
function RunName({ id, known, bold }: { id: string; known: KnownNames; bold?: true }) {
  const found = known.runs.find(({ run }) => run.id === id);
  return (
    <>
      <RunLink id={id} /> {found && (bold ? <strong>{visible(found.description)}</strong> : visible(found.description))}
    </>
  );
}

function StateReached({ state }: { state: string | undefined }) {
  return reachedText(state) === undefined ? <span>changed</span> : <StateView of={state!} />;
}

interface TaskChangedProps {
  change: PastChange;
  tasks: readonly Named[];
  /** What the sentence says. The row then adds the changed fields. */
  statement: Statement | undefined;
}

function TaskChanged({ change, tasks, statement }: TaskChangedProps) {
  const task = tasks.find(({ uuid }) => uuid === change.id);
  // The task's name stands between the sentence and its details, so these name their field again.
  const details = statement ? detailText({ ...statement, detail: [] }, change, nameIn(tasks)) : [];
  const gone = change.before?.description;
  return (
    <span class="activity-change">
      {task ? (
        <>
          <TaskLink id={task.id} />{' '}
          <TaskLink id={task.id}>
            <bdi>{visible(task.description)}</bdi>
          </TaskLink>
        </>
      ) : (
        typeof gone === 'string' && visible(gone)
      )}{' '}
      {details.length > 0 && <span class="who">{details.join('; ')}</span>}{' '}
    </span>
  );
}
