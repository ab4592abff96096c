import { Fragment } from 'preact';
import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import { now } from '../../data/state.ts';
import type { Run, Task } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/count.ts';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import type { PastChange, PastCommit } from '../task/answers.ts';
import { actorText, changeText, nameIn } from '../task/change-text.ts';
import { didToComment, didToRun, predicate, reachedText } from '../task/past-words.ts';
import { daysOf, type Entry, shownChanges } from './entries.ts';

/** Chips that filter the page: a title, and the inputs of `task_history` that it sets. */
const CHIPS = [
  [
    ['Everyone', { actor: '' }],
    ['People', { actor: 'person' }],
    ['Agents', { actor: 'agent' }],
    ['Backlog', { actor: 'script' }],
  ],
  [
    ['Any time', { since: '' }],
    ['Today', { since: 'today' }],
    ['7 days', { since: '7d' }],
  ],
] as const;

/** The inputs of `task_history` that filter the page. */
const FIELDS = [
  { name: 'actor', title: 'Author', hint: 'human:ada' },
  { name: 'session', title: 'Session', hint: 'id' },
  { name: 'task', title: 'Task', hint: '12' },
  { name: 'since', title: 'Since', hint: 'yesterday' },
  { name: 'until', title: 'Until', hint: 'today' },
] as const;

const SHOWN = 200;
/** Number of changes shown for each commit. */
const SHOWN_OF_COMMIT = 6;

type Past = Outputs['task_history'];

/** Requests only the commits that are newer than the shown ones. The page adds them at the top. */
const SINCE = {
  input: ({ commits: [newest] }: Past) => newest && { after: newest.seq },
  add(old: Past, fresh: Past): Past {
    const names = new Map([...old.tasks, ...fresh.tasks].map((task) => [task.uuid, task]));
    return {
      ...old,
      commits: [...fresh.commits, ...old.commits].slice(0, SHOWN),
      tasks: [...names.values()],
    };
  },
};

/** The history of the queue in sentences, newest day first. Changes of one run are folded. */
export function Activity() {
  const { query } = route.value;
  const given = Object.fromEntries(FIELDS.flatMap(({ name }) => (query.get(name) ? [[name, query.get(name)]] : [])));
  const { value, error, again } = useRead('task_history', { ...given, limit: SHOWN }, { since: SINCE });
  const days = daysOf(value.value?.commits ?? [], now.value);
  const runs = [...new Set(days.flatMap(({ entries }) => entries.flatMap(({ run }) => run ?? [])))];
  const named = useRead('run_list', runs.length > 0 ? { runs, all: true } : undefined, { kinds: [], patient: true });
  const known: Known = { tasks: value.value?.tasks ?? [], runs: named.value.value?.runs ?? [] };
  return (
    <>
      <ViewHead title="History">
        {CHIPS.map((chips) => (
          <span key={chips[0][0]} class="flex gap-4">
            {chips.map(([title, sets]) => (
              <Chip key={title} title={title} sets={sets} />
            ))}
          </span>
        ))}
        <Fields given={given} />
      </ViewHead>
      {error.value && <ProblemNote refusal={error.value} again={again} />}
      {value.value?.commits.length === 0 && <Nothing narrowed={Object.keys(given).length > 0} />}
      <div class="page stack">
        {days.map(({ day, entries }) => (
          <section key={day} aria-label={day}>
            <h2>{day}</h2>
            <ol class="page-rows entries">
              {entries.map((entry) => (
                <EntryRow key={entry.commits.at(-1)!.seq} entry={entry} known={known} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </>
  );
}

/** A button that sets one filter of the page. */
function Chip({ title, sets }: { title: string; sets: Readonly<Record<string, string>> }) {
  const isSet = Object.entries(sets).every(([name, value]) => (route.value.query.get(name) ?? '') === value);
  return (
    <Button look="small" aria-pressed={isSet} onClick={() => goQuery(sets)}>
      {title}
    </Button>
  );
}

/** All filters of the page as a form. */
function Fields({ given }: { given: Readonly<Record<string, string | null>> }) {
  const show = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    goQuery(Object.fromEntries(FIELDS.map(({ name }) => [name, String(said.get(name) ?? '').trim() || undefined])));
  };
  return (
    <details open={Object.keys(given).some((name) => !['actor', 'since'].includes(name))}>
      <summary class="link">More filters</summary>
      <form class="page-acts line wrap gap-6" onSubmit={show}>
        {FIELDS.map(({ name, title, hint }) => (
          <input
            key={`${name} ${given[name]}`}
            name={name}
            aria-label={title}
            placeholder={`${title}: ${hint}`}
            defaultValue={given[name] ?? ''}
          />
        ))}
        <Button type="submit" look="small">
          Show
        </Button>
      </form>
    </details>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (!narrowed)
    return (
      <Empty icon="activity" title="No changes yet" first>
        <p>All changes to the queue appear here with their authors. Add a task to make the first one.</p>
      </Empty>
    );
  return (
    <Empty icon="activity" title="No change matches">
      <Button onClick={() => go(hrefOf('activity'))}>Show all</Button>
    </Empty>
  );
}

interface Known {
  tasks: readonly Named[];
  /** The runs of the shown entries, with the descriptions of their tasks. */
  runs: readonly { run: Pick<Run, 'id'>; description: string }[];
}
type Named = Pick<Task, 'uuid' | 'id' | 'description'>;

/** One commit, or the last commit about a run with the earlier ones folded. */
function EntryRow({ entry: { run, commits }, known }: { entry: Entry; known: Known }) {
  const [newest, ...earlier] = commits;
  if (earlier.length === 0) return <CommitRow commit={newest!} known={known} of={run} />;
  return (
    <li class="flex gap-8">
      <Ago at={newest!.at} />
      <details class="rest slim">
        <summary>
          <Sentence commit={newest!} known={known} of={run} />{' '}
          <span class="figures">
            {countOf(earlier.length, 'earlier change')} <Icon name="down" size={11} />
          </span>
        </summary>
        <ol class="entries">
          {earlier.map((commit) => (
            <CommitRow key={commit.seq} commit={commit} known={known} of={run} />
          ))}
        </ol>
      </details>
    </li>
  );
}

interface RowProps {
  commit: PastCommit;
  known: Known;
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
  const { actor, left = 0 } = commit;
  const shown = shownChanges(commit);
  const tasks = shown.filter(({ kind }) => kind === 'task');
  const run = shown.find(({ kind }) => kind === 'run');
  const commented = shown.find(({ kind }) => kind === 'comment');
  const result = (commented?.after ?? commented?.before)?.run;
  const more = Math.max(0, tasks.length - SHOWN_OF_COMMIT) + left;
  const alone = tasks.length === 1 && shown.length === 1;
  return (
    <>
      {of === undefined ? <strong>{actorText(actor)}</strong> : <RunName id={of} known={known} bold />}{' '}
      {run && of === undefined ? (
        <>
          {didToRun(commit.command, run.after?.state)} <RunName id={run.id} known={known} />
        </>
      ) : run ? (
        <StateReached state={run.after?.state} />
      ) : typeof result === 'string' ? (
        <>
          commented on <RunName id={result} known={known} />
        </>
      ) : (
        <span>{didToComment(commit) ?? predicate(commit, tasks.length === 1)}</span>
      )}{' '}
      {(run && (of !== undefined || known.runs.some((one) => one.run.id === run.id))
        ? []
        : tasks.slice(0, SHOWN_OF_COMMIT)
      ).map((change, at) => (
        <Fragment key={change.id}>
          {at > 0 && ' · '}
          <TaskChanged change={change} tasks={known.tasks} detailed={alone || tasks.length > 1} />
        </Fragment>
      ))}
      {more > 0 && <span class="count">and {more.toLocaleString()} more</span>}
    </>
  );
}

/** A run with the description of its task. */
function RunName({ id, known, bold }: { id: string; known: Known; bold?: true }) {
  const found = known.runs.find(({ run }) => run.id === id);
  return (
    <>
      <RunLink id={id} /> {found && (bold ? <strong>{visible(found.description)}</strong> : visible(found.description))}
    </>
  );
}

function StateReached({ state }: { state: unknown }) {
  return reachedText(state) === undefined ? <span>changed</span> : <StateView of={String(state)} />;
}

/** @param detailed whether to show the changed fields */
function TaskChanged({ change, tasks, detailed }: { change: PastChange; tasks: readonly Named[]; detailed: boolean }) {
  const task = tasks.find(({ uuid }) => uuid === change.id);
  const what = changeText(change, nameIn(tasks)).join('; ');
  const gone = change.before?.description;
  return (
    <span class="activity-change">
      {task ? (
        <>
          <TaskLink id={task.id} /> <TaskLink id={task.id}>{visible(task.description)}</TaskLink>
        </>
      ) : (
        typeof gone === 'string' && visible(gone)
      )}{' '}
      {detailed && !PLAIN.has(what) && <span class="who">{what}</span>}{' '}
    </span>
  );
}

/** Descriptions of changes that the verb of the sentence says already. */
const PLAIN: ReadonlySet<string> = new Set([
  'added',
  'removed',
  'started',
  'stopped',
  'completed',
  'deleted',
  'pending',
  'note',
]);
