import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isHeldUp } from '../../../../domain/runs/merge-order.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import type { Run, RunFile } from '../../data/types.ts';
import { LinkButton } from '../../parts/button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Awaited, Unanswered } from '../../parts/unanswered.tsx';
import { shortCommit } from '../../parts/units/commit.ts';
import { press, useKeys } from '../../shell/keys/keys.ts';
import { toast } from '../../shell/notices/toasts.ts';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import { setTitle } from '../../shell/title.ts';
import { RunActs } from '../run/acts.tsx';
import type { ChangedFile, Changes } from './answers.ts';
import { ReviewAside } from './aside.tsx';
import { writing } from './composer.tsx';
import { Diff } from './diff/diff.tsx';
import { useTicks } from './ticked.ts';
import { VerdictCard } from './verdict/card.tsx';
import { landingText } from './verdict/landing.ts';
import { Send } from './verdict/send.tsx';
import { Approve } from './verdict/verdict.tsx';

interface ReviewActions {
  next(): void;
  split(): void;
}

/** The review of a run: the diff with comments, facts about the result, and the decision. */
export function ReviewPage() {
  const id = route.value.rest[0] ?? '';
  const asked = useRead('run_show', { run: id });
  const file = asked.value.value;
  useEffect(() => {
    if (file) setTitle(`Review ${file.run.id} ${file.description}`);
  }, [file?.run.id, file?.description]);
  if (!file) return <Awaited of={asked} />;
  return <Shown key={file.run.id} file={file} />;
}

const SPLIT = 'backlog review split';
const NONE: readonly ChangedFile[] = [];

/** Fields of a run that decide the diff and the list of files that are out of scope. */
const RESULTS = ['base', 'result', 'repository'];
/** Fields of runs that affect the merge queue. */
const LISTED = { kinds: [{ kind: 'run', fields: ['state', 'verdict', 'target', 'repository'] }], patient: true };

function Shown({ file }: { file: RunFile }) {
  const { run } = file;
  const since = route.value.query.get('since') ?? undefined;
  const input = run.result ? { run: run.id, ...(since ? { since } : {}) } : undefined;
  const results = { kind: 'run', id: run.id, fields: RESULTS };
  const changes = useRead('run_changes', input, { kinds: [results, { kind: 'tick', id: `${run.id}/` }] });
  const said = useRead('review_comments', { run: run.id }, { kinds: ['comment', results] });
  const comments = said.value;
  const split = useSignal(localStorage.getItem(SPLIT) === 'yes');
  const { changes: shown, newer } = useSteady(changes.value.value);
  const to = shown?.to ?? undefined;
  const ticks = useTicks(run.id, to, shown?.files ?? NONE);
  const wanted = useSignal<{ path: string; n: number } | undefined>(undefined);
  const showFile = (path: string) => {
    wanted.value = { path, n: (wanted.value?.n ?? 0) + 1 };
  };
  const all = comments.value?.comments ?? [];
  const drafts = useComputed(() => (comments.value?.comments ?? []).filter(({ comment }) => !comment.sent).length);
  const seen = lastSeen(file);
  const setSplit = (on: boolean) => {
    split.value = on;
    localStorage.setItem(SPLIT, on ? 'yes' : 'no');
  };
  const before = useBefore(run);
  const next = () => void goNext(run.id);
  useReviewKeys({ next, split: () => setSplit(!split.value) });
  return (
    <article class="review flex-column">
      <header class="review-head stack ruled gap-6">
        <div class="run-line line wrap">
          <a class="run-link" href={hrefOf('run', [run.id])}>
            {run.id}
          </a>
          <h1>{file.description}</h1>
          <StateView of={run.state} />
          <span class="flex wrap end gap-6">
            <RunActs run={run} leaveOut={['stop', 'resume', 'retry']} />
            <Send run={run} drafts={drafts.value} />
            <Approve view={file} commit={to} onDone={next} />
          </span>
        </div>
        <div class="review-tools line wrap soft small">
          <span class="count">
            {shown?.files.length ?? 0} {shown?.files.length === 1 ? 'file' : 'files'}{' '}
            <code>
              {shown && shortCommit(shown.from)}..{to && shortCommit(to)}
            </code>
          </span>
          {(since || (seen && seen !== to)) && (
            <label>
              <input
                type="checkbox"
                checked={since !== undefined}
                onChange={({ currentTarget }) => goQuery({ since: currentTarget.checked ? seen : undefined })}
              />{' '}
              Since my last review
            </label>
          )}
          <label>
            <input
              type="checkbox"
              checked={split.value}
              onChange={({ currentTarget }) => setSplit(currentTarget.checked)}
            />{' '}
            Side by side
          </label>
          <LinkButton onClick={next}>
            Next review <kbd>]</kbd>
          </LinkButton>
        </div>
        <p class={`review-landing soft small ${isHeldUp(run) ? 'is-held' : ''}`} role="status">
          {newer
            ? 'A newer result is available. It appears when you save or cancel your comment.'
            : landingText(run, before, file.objections)}
        </p>
      </header>
      <VerdictCard file={file} files={shown?.files ?? NONE} seen={ticks.paths} onFile={showFile} />
      <Unanswered of={said} />
      <div class="review-body split is-first rest">
        <ReviewAside file={file} files={shown?.files ?? NONE} seen={ticks.paths} comments={all} onFile={showFile} />
        {changes.error.value && !shown ? (
          <ProblemNote refusal={changes.error.value} again={changes.again} />
        ) : shown ? (
          <Diff
            key={`${to} ${since}`}
            run={run}
            since={since}
            changes={shown}
            comments={all}
            split={split}
            ticks={ticks}
            wanted={wanted}
          />
        ) : (
          <p class="faint">{run.result ? 'Loading …' : 'The result appears here when the run submits it.'}</p>
        )}
      </div>
    </article>
  );
}

/** Returns the commit that the reader saw in the last review of this run. */
function lastSeen({ run }: RunFile): string | undefined {
  return run.notes?.findLast(({ commit }) => commit !== undefined)?.commit;
}

/** Returns the number of other results that will be merged into the same branch before this one. */
function useBefore({ id, repository, target, verdict }: Run): number {
  const { value } = useRead('run_list', { state: 'approved' }, LISTED);
  const same = (value.value?.runs ?? []).filter(({ run }) => run.repository === repository && run.target === target);
  return same.filter(({ run }) => run.id !== id && (!verdict || run.verdict!.at < verdict.at)).length;
}

/** Opens the next run in review, by number. After the last run, opens the first one. */
async function goNext(id: string): Promise<void> {
  const listed = await act('run_list', { state: 'review' });
  if (!listed) return;
  const others = listed.runs.map(({ run }) => run.id).filter((each) => each !== id);
  const next = others.find((each) => Number(each.slice(1)) > Number(id.slice(1))) ?? others[0];
  if (next) go(hrefOf('review', [next]));
  else toast({ text: 'No other run is in review.' });
}

/** Binds the keys of the review page. The diff itself binds the keys for its lines. */
function useReviewKeys({ next, split }: ReviewActions): void {
  useKeys('Review', [
    [']', 'Next review', next],
    ['v', 'Switch between one and two columns', split],
    ['a', 'Approve', () => press('[data-approve]')],
    ['r', 'Request changes', () => press('[data-send]')],
  ]);
}

/** Keeps showing the same result while the reader is writing a comment. `newer` is true if there is a newer result. */
function useSteady(answer: Changes | undefined): { changes: Changes | undefined; newer: boolean } {
  const shown = useRef<Changes | undefined>(undefined);
  const newer = writing.value > 0 && shown.current !== undefined && shown.current.to !== answer?.to;
  if (!newer) shown.current = answer;
  return { changes: shown.current, newer };
}
