import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import type { RunView } from '../../data/types.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { RunLink, TaskLink } from '../../parts/marks.tsx';
import { State } from '../../parts/state.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { Ago } from '../../parts/when.tsx';

interface Worktree {
  id: string;
  folder: string;
  branch: string | null;
  state: string | null;
  bytes: number;
}

const MEGABYTE = 1024 * 1024;

/** What git has of the runs: what waits to be merged, worktrees with the disk that they use, and their cleaning up. */
export function Git() {
  const trees = useRead<{ worktrees: readonly Worktree[]; bytes: number }>(
    'worktree_list',
    {},
    { kinds: ['run'] },
  ).value;
  const runs = useRead<{ runs: readonly RunView[] }>('run_list', {}, { kinds: ['run'] }).value;
  const queue = (runs.value?.runs ?? []).filter(({ run }) => run.state === 'approved' || run.state === 'merging');
  const all = trees.value?.worktrees;
  return (
    <>
      <ViewHead title="Git">
        {trees.value && <span class="count">{sizeOf(trees.value.bytes)} on this disk</span>}
      </ViewHead>
      <div class="page">
        <section aria-label="Merge queue">
          <h2>
            Merge queue <span class="count">{queue.length || ''}</span>
          </h2>
          {queue.length === 0 && <p class="none">Nothing waits to be merged.</p>}
          <ul class="page-rows">
            {queue.map(({ run, id, description }) => (
              <li key={run.id}>
                <RunLink id={run.id} /> <State of={run.state} /> <TaskLink id={id} /> <span>{description}</span>{' '}
                <code>{run.target.replace(/^refs\/heads\//, '')}</code> <Ago at={run.since} />
                {run.waits && <p class="run-reason">{run.waits.text}</p>}
              </li>
            ))}
          </ul>
        </section>
        <section aria-label="Worktrees">
          <h2>Worktrees</h2>
          {all?.length === 0 ? (
            <Empty icon="git" title="No worktrees">
              <p>A run makes one when it begins.</p>
            </Empty>
          ) : (
            <div class="run-table">
              <table>
                <thead>
                  <tr>
                    {['Run', 'State', 'Branch', 'Disk', 'Clean up'].map((title) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {all?.map((tree) => (
                    <Row key={tree.id} tree={tree} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      </div>
    </>
  );
}

/** These have nothing under way that a clean-up would take away. */
const OVER = /^(merged|discarded|handed_off)$/;

function Row({ tree: { id, state, branch, bytes, folder } }: { tree: Worktree }) {
  const asking = useSignal(false);
  const close = () => {
    asking.value = false;
  };
  const clean = async (event: Event) => {
    event.preventDefault();
    if (await act('run_clean', { run: id }, { done: `The worktree of ${id} is gone` })) close();
  };
  return (
    <tr>
      <td>
        <RunLink id={id} />
      </td>
      <td>{state && <State of={state} />}</td>
      <td>
        <code title={folder}>{branch ?? '–'}</code>
      </td>
      <td>{sizeOf(bytes)}</td>
      <td>
        {state && OVER.test(state) && (
          <button
            type="button"
            class="button small"
            aria-label={`Clean up ${id}`}
            onClick={() => (asking.value = true)}
          >
            Clean up
          </button>
        )}
        {asking.value && (
          <Dialog title={`Clean up ${id}`} onClose={close}>
            <form class="run-asked" onSubmit={clean}>
              <h2>Clean up {id}?</h2>
              <p>
                Its folder goes. What is in it is kept under rescue refs first; work that is not merged is not taken
                away.
              </p>
              <div class="run-asked-do">
                <button type="button" class="button" onClick={close}>
                  Leave it
                </button>
                <button type="submit" class="button danger">
                  Clean up
                </button>
              </div>
            </form>
          </Dialog>
        )}
      </td>
    </tr>
  );
}

function sizeOf(bytes: number): string {
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
