import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import { now } from '../../data/state.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import { daysOf } from './entries.ts';
import { EntryRow, type KnownNames } from './entry-row.tsx';

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
  const known: KnownNames = { tasks: value.value?.tasks ?? [], runs: named.value.value?.runs ?? [] };
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
