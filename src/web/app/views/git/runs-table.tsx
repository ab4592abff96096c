import { useSignal } from '@preact/signals';
import { branchName } from '../../../../domain/runs/branch-name.ts';
import { shortCommit } from '../../../../domain/runs/commit-id.ts';
import { isUnderWay } from '../../../../domain/runs/run-states.ts';
import { shownState } from '../../../../domain/state-words.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import type { ListedRun, Run } from '../../data/types.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { TableView } from '../../parts/table.tsx';
import { FirstSteps } from '../../parts/task/first-steps.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { sizeOf } from '../../parts/units/amounts.ts';
import { Ago } from '../../parts/units/when.tsx';
import { goQuery, route } from '../../shell/route.ts';
import { CleanUp } from './clean-up.tsx';
import { CleanUpAll } from './clean-up-all.tsx';

type Worktree = Outputs['worktree_list']['worktrees'][number];

/** A run with its branch, or a worktree whose run the queue doesn't contain. */
interface Row {
  id: string;
  view?: ListedRun | undefined;
  worktree?: Worktree | undefined;
}

/** Maximum number of runs in the table. */
const SHOWN = 200;
const KINDS = { kinds: ['run'] };
const TITLES = ['Run', 'Task', 'Branch', 'Result', 'Disk', 'Since'];

/** The clean-up of all finished runs, in place of a run's id. */
const ALL = 'all';

/** Runs with task, branch, result and worktree: unfinished ones, those with a worktree, and on request all others. */
export function RunsTable() {
  const all = route.value.query.get('branches') === 'all';
  const listed = useRead('run_list', { limit: SHOWN, ...(all ? { all } : {}) }, KINDS);
  const trees = useRead('worktree_list', {}, KINDS);
  const measured = useRequestedAnswer('worktree_list');
  const worktrees = measuredBy(trees.value.value?.worktrees, measured.value.value?.worktrees);
  const missing = missingRuns(listed.value.value?.runs, worktrees);
  const finished = useRead(
    'run_list',
    missing.length > 0 ? { runs: missing, all: true, limit: SHOWN } : undefined,
    KINDS,
  );
  const cleaning = useSignal<string | undefined>(undefined);
  const rows = rowsOf([...(listed.value.value?.runs ?? []), ...(finished.value.value?.runs ?? [])], worktrees);
  const done = worktrees.filter(({ state }) => state === 'merged' || state === 'discarded');
  const more = (listed.value.value?.total ?? 0) - (listed.value.value?.runs.length ?? 0);
  return (
    <section aria-label="Runs and branches" class="git-table">
      <header class="page-line line wrap">
        <h2>
          Runs and branches{' '}
          <span class="count">{worktrees.length > 0 && `${sizeOf(bytesOf(worktrees))} on this disk`}</span>
        </h2>
        <CheckBox checked={all} onCheck={(on) => goQuery({ branches: on ? 'all' : '' })}>
          Show finished runs
        </CheckBox>
        {worktrees.length > 0 && (
          <AskButton asked={measured} input={{ measure: true }}>
            Measure disk use
          </AskButton>
        )}
        {done.length > 0 && (
          <Button look="small" onClick={() => (cleaning.value = ALL)}>
            Clean up {done.length} finished ({sizeOf(bytesOf(done))})
          </Button>
        )}
      </header>
      <Unanswered of={[listed, trees, finished]} />
      {rows.length > 0 ? (
        <TableView label="Table of runs" titles={TITLES}>
          {rows.map((row) => (
            <RowView key={row.id} row={row} onClean={() => (cleaning.value = row.id)} />
          ))}
        </TableView>
      ) : listed.value.value && trees.value.value ? (
        <>
          <p class="faint">Runs, their branches and worktrees appear here. Start a run to create one.</p>
          <FirstSteps />
        </>
      ) : null}
      {more > 0 && (
        <p class="faint">
          {more} more are not shown. <code>backlog run list --all</code> prints them.
        </p>
      )}
      {cleaning.value === ALL && <CleanUpAll onClose={() => (cleaning.value = undefined)} />}
      {cleaning.value !== undefined && cleaning.value !== ALL && (
        <CleanUp id={cleaning.value} onClose={() => (cleaning.value = undefined)} />
      )}
    </section>
  );
}

function RowView({ row: { id, view, worktree }, onClean }: { row: Row; onClean(): void }) {
  const branch = view?.run.branch ?? worktree?.branch;
  const state = view ? shownState(view.run) : worktree?.state;
  return (
    <tr>
      <td class="keeps-line">
        {state ? <RunLink id={id} /> : id} <StateView of={state ?? 'unknown run'} objections={view?.objections} />
      </td>
      <td class="git-task">
        {view && (
          <span class="line gap-4">
            <TaskLink id={view.id} />{' '}
            <span class="clip" title={view.description}>
              {view.description}
            </span>
          </span>
        )}
      </td>
      <td class="git-task">
        <span class="line gap-4">
          {branch && (
            <code class="clip" title={[branch, worktree?.folder].filter(Boolean).join('\n')}>
              {shortened(branch)}
            </code>
          )}
          {view && <span class="faint rigid"> → {branchName(view.run.target)}</span>}
          {view?.run.stackedOn && <span class="faint rigid"> on {view.run.stackedOn.run}</span>}
        </span>
      </td>
      <td class="keeps-line">{view && <Result run={view.run} />}</td>
      <td class="keeps-line count">
        {worktree && (
          <>
            {worktree.measured ? '' : '~'}
            {sizeOf(worktree.bytes)}{' '}
            {worktree.state && !isUnderWay(worktree.state) && (
              <LinkButton aria-label={`Clean up ${id}`} onClick={onClean}>
                Clean up
              </LinkButton>
            )}
          </>
        )}
      </td>
      <td class="keeps-line">{view && <Ago at={view.run.since} />}</td>
    </tr>
  );
}

function Result({ run: { merged, reverted, result } }: { run: Run }) {
  if (reverted) return <StateView of="reverted" />;
  if (merged) return <code>{shortCommit(merged.commit)}</code>;
  return <span class="count">{result ? 'not merged' : 'no result yet'}</span>;
}

/** Replaces the estimated sizes of worktrees with measured ones. */
function measuredBy(listed: readonly Worktree[] = [], measured: readonly Worktree[] = []): Worktree[] {
  const sizes = new Map(measured.map(({ id, bytes }) => [id, bytes]));
  return listed.map((one) => ({
    ...one,
    bytes: sizes.get(one.id) ?? one.bytes,
    measured: one.measured || sizes.has(one.id),
  }));
}

/** Returns the runs with a worktree that the list lacks, because they are finished. */
function missingRuns(listed: readonly ListedRun[] | undefined, worktrees: readonly Worktree[]): string[] {
  if (!listed) return [];
  const known = new Set(listed.map(({ run }) => run.id));
  return worktrees.filter(({ id, state }) => state !== null && !known.has(id)).map(({ id }) => id);
}

/** Joins runs and worktrees, the newest run first. */
function rowsOf(views: readonly ListedRun[], worktrees: readonly Worktree[]): Row[] {
  const rows = new Map<string, Row>(views.map((view) => [view.run.id, { id: view.run.id, view }]));
  for (const worktree of worktrees) rows.set(worktree.id, { ...rows.get(worktree.id), id: worktree.id, worktree });
  return [...rows.values()].sort((a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1)));
}

const bytesOf = (worktrees: readonly Worktree[]) => worktrees.reduce((sum, { bytes }) => sum + bytes, 0);

/** Maximum length of a shown branch name, in characters. Of a longer name, the middle is left out. */
const BRANCH = 28;
const BRANCH_END = 8;

function shortened(branch: string): string {
  if (branch.length <= BRANCH) return branch;
  return `${branch.slice(0, BRANCH - BRANCH_END - 1)}…${branch.slice(-BRANCH_END)}`;
}
