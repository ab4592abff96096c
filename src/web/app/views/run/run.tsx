import { useEffect, useMemo } from 'preact/hooks';
import { dollars } from '../../../../base/amounts.ts';
import { capital } from '../../../../base/quote.ts';
import { branchName } from '../../../../domain/runs/branch-name.ts';
import { isLive } from '../../../../domain/runs/run-states.ts';
import { pastWaitMs } from '../../../../domain/runs/times/run-times.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { serverNow } from '../../data/server-time.ts';
import { now } from '../../data/state.ts';
import type { ListedRun } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { LivePage } from '../../parts/document/page.tsx';
import { AnswerBox } from '../../parts/forms/answer-box.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { useUnsent } from '../../parts/forms/unsent.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { panelOf, Tabs } from '../../parts/tabs.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { Awaited } from '../../parts/unanswered.tsx';
import { countText, lengthText } from '../../parts/units/time.ts';
import { Left } from '../../parts/units/time-left.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { goQuery, hrefOf, route } from '../../shell/route.ts';
import { setTitle } from '../../shell/title.ts';
import { RunActs } from './acts.tsx';
import { Log } from './log-view.tsx';
import { ChangedFiles, Checks } from './outcome.tsx';

/** One run: its log, its result, and buttons for its actions. */
export function RunPage() {
  const id = route.value.rest[0] ?? '';
  const asked = useRead('run_list', { runs: [id], all: true }, { runs: true });
  const view = asked.value.value?.runs[0];
  useEffect(() => {
    if (view) setTitle(`${view.run.id} ${view.description}`);
  }, [view?.run.id, view?.description]);
  if (!view) return <Awaited of={asked} />;
  return <Shown key={view.run.id} view={view} />;
}

function Shown({ view }: { view: ListedRun }) {
  const { run, id, description, last, stuck, questions } = view;
  const attempts = useRead('run_list', { filter: run.task, all: true }, { kinds: ['run'] }).value.value?.runs;
  const tab: Tab = route.value.query.get('tab') === 'attempts' ? 'attempts' : 'log';
  const hasOutcome = (run.result?.files ?? 0) > 0 || (run.checks?.length ?? 0) > 0;
  const count = attempts?.filter((other) => other.run.group === run.group).length ?? run.attempt;
  const tabs = (
    <Tabs
      of="run"
      label="Parts of the run"
      class="tabs gap-4 rest"
      tabs={[
        { name: 'log', title: TABS.log },
        {
          name: 'attempts',
          title: (
            <>
              {TABS.attempts} <span class="count">{count}</span>
            </>
          ),
        },
      ]}
      chosen={tab}
      onChoose={(name) => goQuery({ tab: name === 'log' ? '' : name })}
    />
  );
  return (
    <article class="run flex-column">
      <header class="stack gap-6">
        <div class="line-text wrap">
          <h1 class="page-title">{description}</h1>
          <span class="flex wrap end gap-6">
            {run.result && (
              <a class={`button ${run.state === 'review' ? 'primary' : ''}`} href={hrefOf('review', [run.id])}>
                Review
              </a>
            )}
            <RunActs run={run} />
          </span>
        </div>
        <div class="run-line line wrap">
          <span class="run-link">{run.id}</span>
          <StateView of={shownState(run)} objections={view.objections} />
          <TaskLink id={id} />
          <span class="who">
            {run.agent}
            {run.model && ` · ${run.model}`} · attempt {run.attempt}
          </span>
        </div>
        <Figures view={view} />
        {last && isLive(run.state) && (
          <p class="run-last soft">
            <Ago at={last.at} /> <span>{printed(last.text)}</span>
          </p>
        )}
        {run.reason && !isLive(run.state) && <p class="run-reason bad">{printed(capital(run.reason.text))}</p>}
        {run.waits && <p class="run-reason bad">{capital(run.waits.text)}</p>}
        {stuck?.map(({ text }) => (
          <p key={text} class="run-reason bad">
            {printed(text)}
          </p>
        ))}
        {questions.map((question) => (
          <div key={question} class="run-question">
            <p>{printed(question)}</p>
            <AnswerBox run={run.id} question={question} />
          </div>
        ))}
      </header>
      <div class={`run-body rest ${hasOutcome ? 'split' : 'fill'}`}>
        <div class="run-main flex-column rest short gap-8" {...panelOf('run', tab)}>
          {tab === 'attempts' ? (
            <div class="run-log panel fill">
              <header class="line ruled">{tabs}</header>
              <section aria-label="Attempts" class="run-attempts rest short">
                <LivePage of="run_compare" input={{ run: run.id }} look="list" label="All attempts" current={run.id} />
              </section>
            </div>
          ) : (
            <Log run={run.id} head={tabs} live={isLive(run.state)} />
          )}
          {view.messages && <MessageBox run={run.id} messages={view.messages} />}
        </div>
        {hasOutcome && (
          <div class="run-aside aside stack">
            <ChangedFiles run={run} />
            <Checks run={run} />
          </div>
        )}
      </div>
    </article>
  );
}

/** The tabs of a run. */
const TABS = { log: 'Log', attempts: 'Attempts' } as const;
type Tab = keyof typeof TABS;

function Figures({ view: { run, elapsedMs, waitedMs, left, unpriced, elsewhere } }: { view: ListedRun }) {
  const waited = pastWaitMs(run.state, waitedMs);
  const began = useMemo(() => serverNow() - elapsedMs, [elapsedMs]);
  const { usage } = run;
  return (
    <dl class="run-figures flex wrap">
      <Figure title="Work time">{lengthText(isLive(run.state) ? now.value - began : elapsedMs)}</Figure>
      {waited >= 1_000 && <Figure title="Wait time">{lengthText(waited)}</Figure>}
      {left && (
        <Figure title="Remaining">
          <Left of={left} />
        </Figure>
      )}
      {usage && (
        <>
          <Figure title="Tokens">{countText(usage.input + usage.output)}</Figure>
          {usage.cached > 0 && <Figure title="Cached">{countText(usage.cached)}</Figure>}
          <Figure title="Turns">{usage.turns}</Figure>
        </>
      )}
      {usage?.costUsd !== undefined && <Figure title="Cost">{dollars(usage.costUsd)}</Figure>}
      {unpriced && <Figure title="Budget">{unpriced}</Figure>}
      {elsewhere && <Figure title="Result and log">{printed(elsewhere)}</Figure>}
      <Figure title="Rounds">{run.rounds?.length ?? 0}</Figure>
      <Figure title="Branch and its target">
        <code class="anywhere">{run.branch}</code> → <code class="anywhere">{branchName(run.target)}</code>
      </Figure>
      {run.stackedOn && (
        <Figure title="Stacked on">
          <RunLink id={run.stackedOn.run} />
        </Figure>
      )}
    </dl>
  );
}

function Figure({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const WHEN = {
  turn: 'Its agent reads the message during its turn.',
  round: 'Its agent gets the message in another round, after this one.',
} as const;

/** A form that sends a message to the agent of an active run. */
function MessageBox({ run: id, messages }: { run: string; messages: keyof typeof WHEN }) {
  const text = useUnsent(`message to ${id}`);
  const send = useSubmit(async () => {
    if (text.value.trim() === '') return;
    if (await act('run_message', { run: id, note: text.value }, { done: `Sent to ${id}. ${WHEN[messages]}` }))
      text.value = '';
  });
  return (
    <form class="run-message line gap-8" onSubmit={send}>
      <textarea
        class="rest slim"
        aria-label={`Message to ${id}`}
        placeholder="Message to the agent"
        title={WHEN[messages]}
        rows={1}
        {...typed(text)}
        onKeyDown={sendsWithCtrlEnter}
      />
      <Button type="submit" title={`${WHEN[messages]} (Ctrl Enter)`}>
        Send
      </Button>
    </form>
  );
}
