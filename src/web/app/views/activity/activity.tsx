import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import type { Run, Task } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import type { PastChange, PastCommit } from '../task/answers.ts';
import { changeText, nameIn } from '../task/change-text.ts';

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

/** The history of the queue with authors, newest commit first. */
export function Activity() {
  const { query } = route.value;
  const given = Object.fromEntries(FIELDS.flatMap(({ name }) => (query.get(name) ? [[name, query.get(name)]] : [])));
  const { value, error, again } = useRead('task_history', { ...given, limit: SHOWN }, { since: SINCE });
  const commits = value.value?.commits;
  return (
    <>
      <ViewHead title="History">
        <form
          class="page-acts line wrap gap-6"
          onSubmit={(event) => {
            event.preventDefault();
            const said = new FormData(event.currentTarget);
            goQuery(
              Object.fromEntries(FIELDS.map(({ name }) => [name, String(said.get(name) ?? '').trim() || undefined])),
            );
          }}
        >
          {FIELDS.map(({ name, title, hint }) => (
            <input
              key={name}
              name={name}
              aria-label={title}
              placeholder={`${title}: ${hint}`}
              defaultValue={query.get(name) ?? ''}
            />
          ))}
          <Button type="submit" look="small">
            Show
          </Button>
        </form>
      </ViewHead>
      {error.value && <ProblemNote refusal={error.value} again={again} />}
      {commits?.length === 0 && <Nothing narrowed={Object.keys(given).length > 0} />}
      <ol class="page stack page-rows entries">
        {commits?.filter(isWorthTelling).map((commit) => (
          <CommitRow key={commit.seq} commit={commit} tasks={value.value!.tasks} />
        ))}
      </ol>
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (!narrowed)
    return (
      <Empty icon="activity" title="No changes yet">
        <p>All changes to the queue appear here with their authors. Add a task to make the first one.</p>
      </Empty>
    );
  return (
    <Empty icon="activity" title="No change matches">
      <Button onClick={() => go(hrefOf('activity'))}>Show all</Button>
    </Empty>
  );
}

/** Kinds of records that the page doesn't show, because they are internal. */
const INNER: readonly string[] = ['counter', 'lease', 'claim', 'notice'];

const isWorthTelling = ({ changes }: PastCommit) =>
  changes.some(({ kind }) => kind === 'claim' || !INNER.includes(kind));

interface RowProps {
  commit: PastCommit;
  tasks: readonly Named[];
}
type Named = Pick<Task, 'uuid' | 'id' | 'description'>;

function CommitRow({ commit: { at, actor, command, changes, left = 0 }, tasks }: RowProps) {
  const shown = changes.filter(({ kind }) => !INNER.includes(kind));
  const more = Math.max(0, shown.length - SHOWN_OF_COMMIT) + left;
  return (
    <li>
      <Ago at={at} /> <strong>{`${actor.kind}:${actor.name}`}</strong>{' '}
      {actor.run && <span class="who">{actor.run}</span>} {actor.via && <span class="soft">({actor.via})</span>}{' '}
      <span class="soft rigid">{command.replace(/^task_/, '').replaceAll('_', ' ')}</span>{' '}
      {shown.slice(0, SHOWN_OF_COMMIT).map((change) => (
        <Changed key={`${change.kind} ${change.id}`} change={change} tasks={tasks} />
      ))}
      {more > 0 && <span class="count">and {more.toLocaleString()} more</span>}
    </li>
  );
}

function Changed({ change, tasks }: { change: PastChange; tasks: readonly Named[] }) {
  const { kind, id, after, before } = change;
  if (kind === 'run') return <RunChanged id={id} state={after?.state} />;
  const [owner = ''] = id.split('/', 1);
  const task = tasks.find(({ uuid }) => uuid === owner);
  const what = changeText(change, nameIn(tasks)).join('; ');
  if (task)
    return (
      <span class="activity-change">
        <TaskLink id={task.id} /> <TaskLink id={task.id}>{task.description}</TaskLink> <span class="who">
          {what}
        </span>{' '}
      </span>
    );
  const gone = before?.description;
  return <span class="who">{typeof gone === 'string' ? `${gone} ${what}` : what} </span>;
}

function RunChanged({ id, state }: { id: string; state: unknown }) {
  return (
    <span class="activity-change">
      <RunLink id={id} /> {typeof state === 'string' && <StateView of={state as Run['state']} />}{' '}
    </span>
  );
}
