import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { present } from '../../../../base/present.ts';
import { isDraft } from '../../../../domain/kinds/run/draft.ts';
import { shortCommit } from '../../../../domain/runs/commit-id.ts';
import { isHeldUp } from '../../../../domain/runs/merge-order.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import type { Run, RunFile } from '../../data/types.ts';
import { LinkButton } from '../../parts/button.tsx';
import { LivePage } from '../../parts/document/page.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { panelOf, Tabs } from '../../parts/tabs.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Awaited, Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { pressButton, useKeys } from '../../shell/keys/keys.ts';
import { toast } from '../../shell/notices/toasts.ts';
import { go, hrefOf, route } from '../../shell/route.ts';
import { setTitle } from '../../shell/title.ts';
import type { Changes, ShownFile } from './answers.ts';
import { ReviewAside } from './aside.tsx';
import { Choice, useChoice } from './choice.tsx';
import { Compared } from './compared.tsx';
import { writing } from './composer.tsx';
import { Diff } from './diff/diff.tsx';
import { ApplyChosen } from './suggestion.tsx';
import { useTicks } from './ticked.ts';
import { Batch } from './verdict/batch.tsx';
import { VerdictCard } from './verdict/card.tsx';
import { landingText } from './verdict/landing.ts';
import { Decide } from './verdict/verdict.tsx';

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

const STEPS = 'backlog review steps';

const SPACE = 'backlog review space';

const NONE: readonly ShownFile[] = [];

/** The tabs on narrow screens. Wide ones show both parts. */
const TABS = [
  { name: 'diff', title: 'Diff' },
  { name: 'task', title: 'Task' },
] as const;

/** Fields of a run that decide the diff and the list of files that are out of scope. */
const RESULTS = ['base', 'result', 'repository'];

/** Fields of runs that affect the merge queue. */
const LISTED = { kinds: [{ kind: 'run', fields: ['state', 'verdict', 'target', 'repository'] }], patient: true };

function Shown({ file }: { file: RunFile }) {
  const { run } = file;
  const since = route.value.query.get('since') ?? undefined;
  const until = route.value.query.get('to') ?? undefined;
  const input = run.result ? { run: run.id, ...present({ since, to: until }) } : undefined;
  const results = { kind: 'run', id: run.id, fields: RESULTS };
  const changes = useRead('run_changes', input, { kinds: [results, { kind: 'tick', id: `${run.id}/` }] });
  const said = useRead('review_comments', { run: run.id }, { kinds: ['comment', results] });
  const comments = said.value;
  const split = useChoice(SPLIT);
  const space = useChoice(SPACE);
  const steps = useChoice(STEPS);
  const tab = useSignal<(typeof TABS)[number]['name']>('diff');
  const { changes: shown, newer } = useSteady(changes.value.value);
  const to = shown?.to ?? undefined;
  const ticks = useTicks(run.id, to, shown?.files ?? NONE);
  const wanted = useSignal<{ path: string; n: number } | undefined>(undefined);
  const showFile = (path: string) => {
    tab.value = 'diff';
    wanted.value = { path, n: (wanted.value?.n ?? 0) + 1 };
  };
  const all = comments.value?.comments ?? [];
  const drafts = useComputed(() => (comments.value?.comments ?? []).filter(({ comment }) => isDraft(comment)).length);
  const before = useBefore(run);
  const next = () => void goNext(run.id);
  // The facts and the diff come by two requests. A decision needs both of the same commit.
  const commit = until || to !== run.result?.commit ? undefined : to;
  const unseen = (shown?.files ?? NONE).filter(({ path }) => !ticks.paths.has(path)).length;
  useReviewKeys({ next, split: split.toggle, space: space.toggle, steps: steps.toggle });
  return (
    <article class={`review flex-column shows-${tab.value}`}>
      <header class="review-head stack ruled gap-6">
        <div class="run-line line wrap">
          <a class="run-link" href={hrefOf('run', [run.id])}>
            {run.id}
          </a>
          <h1>{file.description}</h1>
          <StateView of={shownState(run)} />
          <Decide view={file} unseen={unseen} drafts={drafts.value} commit={commit} onDone={next} />
        </div>
        <div class="line wrap soft small">
          <span class="count">
            {countOf(shown?.files.length ?? 0, 'file')}{' '}
            <code>
              {shown && shortCommit(shown.from)}..{to && shortCommit(to)}
            </code>
          </span>
          <Compared file={file} since={since} until={until} />
          <Choice of={split} title="Side by side" />
          <Choice of={space} title="Hide white space" />
          <Choice of={steps} title="Agent's steps" />
          <ApplyChosen comments={all} />
          <Batch file={file} unseen={unseen} commit={commit} onNext={next} />
          <LinkButton onClick={next}>
            Next review <kbd>]</kbd>
          </LinkButton>
        </div>
        <p class={`review-landing soft small ${isHeldUp(run) ? 'held' : ''}`} role="status">
          {newer
            ? 'A newer result is available. It appears when you save or cancel your comment.'
            : landingText(run, before, file.objections)}
        </p>
      </header>
      <VerdictCard file={file} files={shown?.files ?? NONE} seen={ticks.paths} onFile={showFile} />
      {file.attempts !== undefined && (
        <section class="ruled" aria-label="Attempts">
          <LivePage
            of="run_compare"
            input={{ run: run.id }}
            label="Attempts at the task"
            current={run.id}
            runs="review"
          />
        </section>
      )}
      <Unanswered of={said} />
      <Tabs
        of="review"
        label="Parts of the review"
        class="review-tabs on-narrow"
        tabs={TABS}
        chosen={tab.value}
        onChoose={(name) => (tab.value = name)}
      />
      <div class="review-body split is-first rest" {...panelOf('review', tab.value)}>
        <ReviewAside file={file} files={shown?.files ?? NONE} seen={ticks.paths} comments={all} onFile={showFile} />
        {changes.error.value && !shown ? (
          <ProblemNote refusal={changes.error.value} again={changes.again} />
        ) : shown ? (
          <Diff
            key={`${to} ${since}`}
            run={run}
            since={since}
            until={until}
            space={space.value}
            showsSteps={steps.value}
            changes={shown}
            comments={all}
            split={split.on}
            ticks={ticks}
            wanted={wanted}
          />
        ) : (
          <p class="review-none faint">
            {run.result ? 'Loading …' : 'The result appears here when the run submits it.'}
          </p>
        )}
      </div>
    </article>
  );
}

/** Returns the number of other results that will be merged into the same branch before this one. */
function useBefore({ id, repository, target, verdict }: Run): number {
  const { value } = useRead('run_list', { state: 'approved' }, LISTED);
  const same = (value.value?.runs ?? []).filter(({ run }) => run.repository === repository && run.target === target);
  return same.filter(({ run }) => run.id !== id && (!verdict || run.verdict!.at < verdict.at)).length;
}

/** Keeps showing the same result while the reader is writing a comment. `newer` is true if there is a newer result. */
function useSteady(answer: Changes | undefined): { changes: Changes | undefined; newer: boolean } {
  const shown = useRef<Changes | undefined>(undefined);
  const newer = writing.value > 0 && shown.current !== undefined && shown.current.to !== answer?.to;
  if (!newer) shown.current = answer;
  return { changes: shown.current, newer };
}

interface ReviewActions {
  next(): void;
  split(): void;
  space(): void;
  steps(): void;
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
function useReviewKeys({ next, split, space, steps }: ReviewActions): void {
  useKeys('Review', [
    [']', 'Next review', next],
    ['v', 'Switch between one and two columns', split],
    ['w', 'Hide or show white space', space],
    ['s', "Show or hide the agent's steps", steps],
    ['a', 'Approve', () => pressButton('[data-approve]')],
    ['b', 'Approve with others', () => pressButton('[data-batch]')],
    ['B', 'Approve the chosen results', () => pressButton('[data-batch-approve]')],
    ['r', 'Request changes', () => pressButton('[data-send]')],
  ]);
}
