import type { ComponentChildren } from 'preact';
import { capital } from '../../../../../base/quote.ts';
import { shortCommit } from '../../../../../domain/runs/commit-id.ts';
import { sizeAndCost } from '../../../../../domain/runs/run-figures.ts';
import { shownState, stateLabel } from '../../../../../domain/state-words.ts';
import { inTheWayText } from '../../../../../domain/task/objections.ts';
import { isBoundTo, unmetOf } from '../../../../../domain/task/unmet-criteria.ts';
import type { RunFile } from '../../../data/types.ts';
import { LinkButton } from '../../../parts/button.tsx';
import { toneClass } from '../../../parts/task/state.tsx';
import { printed, visible } from '../../../parts/text/visible.tsx';
import { countOf } from '../../../parts/units/amounts.ts';
import { lengthText } from '../../../parts/units/time.ts';
import { goQuery } from '../../../shell/route.ts';
import type { ShownFile } from '../answers.ts';
import { Disputed } from './disputed.tsx';
import { RiskFirst } from './risk-first.tsx';

interface Props {
  file: RunFile;
  files: readonly ShownFile[];
  seen: ReadonlySet<string>;
  /** Shows a file of the diff. */
  onFile(path: string): void;
}

/** Maximum number of files that a fact lists. */
const NAMED = 3;
/** Maximum number of lines that the risk lists. */
const PLACES = 6;

/** The facts that decide about a result: risk, objections, checks, scope, criteria, changes since the last review, cost. */
export function VerdictCard({ file, files, seen, onFile }: Props) {
  const { run, task, figures, risk, reviewed, comments, objections = [], unchecked = [] } = file;
  if (!run.result) return null;
  const unmet = task ? unmetOf(task) : [];
  const bound = (task?.acceptance ?? []).filter(({ met }) => met && isBoundTo(met, run)).length;
  const ticked = files.filter(({ path }) => seen.has(path)).length;
  return (
    <section class="verdict ruled" aria-label="Facts for the decision">
      {risk && <RiskFirst risk={risk} onFile={onFile} />}
      <p class="verdict-head line wrap gap-8">
        <strong class={objections.length > 0 ? 'bad' : 'good'}>{headText(shownState(run), objections)}</strong>
        <span class="facts">
          {sizeAndCost(figures).map(({ text }) => (
            <span key={text}>{text}</span>
          ))}
          <span title="Work time">{lengthText(figures.workedMs)}</span>
          {files.length > 0 && (
            <span>
              {ticked} of {countOf(files.length, 'file')} seen
            </span>
          )}
        </span>
      </p>
      <Disputed file={file} />
      <dl class="verdict-facts above">
        {risk && (
          <Line title="Risk" tone={risk.level === 'low' ? 'good' : risk.level === 'high' ? 'bad' : undefined}>
            <span>{visible(risk.text)}</span>
            <Places reasons={risk.reasons} onFile={onFile} />
          </Line>
        )}
        <Line title="Checks" tone={figures.failed.length > 0 ? 'bad' : figures.passed.length > 0 ? 'good' : undefined}>
          {(run.checks ?? []).map(({ name, ok, why, verdicts, doubt }) =>
            ok ? (
              <span key={name}>
                {name} passed{verdicts && `: ${printed(why)}`}
                {doubt && `, but ${printed(doubt)}`}
              </span>
            ) : (
              <LinkButton key={name} onClick={() => showCheck(name)}>
                {name} failed: {printed(why ?? '')}
              </LinkButton>
            ),
          )}
          {unchecked.map((name) => (
            <span key={name} class="faint">
              {name} did not run yet
            </span>
          ))}
          {!run.checks?.length && unchecked.length === 0 && <span class="faint">none required</span>}
        </Line>
        <Line title="Scope" tone={figures.outside > 0 ? 'bad' : 'good'}>
          {figures.outside === 0 ? (
            <span>{run.scope.length > 0 ? 'all files in scope' : 'any file allowed'}</span>
          ) : (
            <Files paths={run.result.outside} onFile={onFile} />
          )}
        </Line>
        {figures.met && (
          <Line title="Criteria" tone={unmet.length > 0 ? 'bad' : 'good'}>
            <span>
              {bound} of {figures.met[1]} have evidence of this result
            </span>
            {figures.claimed && <span>{figures.claimed} only claimed</span>}
            {bound < figures.met[0] && <span>{figures.met[0] - bound} by evidence without a commit</span>}
            {unmet.slice(0, NAMED).map(({ id, text }) => (
              <span key={id}>{visible(text)}</span>
            ))}
          </Line>
        )}
        <Line title="Since my last look">
          {reviewed ? (
            <LinkButton onClick={() => goQuery({ since: reviewed.commit, to: undefined })}>
              {countOf(reviewed.files.length, 'changed file')} since {shortCommit(reviewed.commit)}
            </LinkButton>
          ) : (
            <span class="faint">You haven't seen an earlier result</span>
          )}
        </Line>
        {comments && (
          <Line title="Comments" tone={comments.open > 0 ? 'bad' : 'good'}>
            <span>{comments.open} open</span>
            {comments.resolved > 0 && <span>{comments.resolved} resolved</span>}
          </Line>
        )}
        {run.state === 'review' && run.asks && (
          <Line title="Rules">
            {run.asks.reasons.slice(0, NAMED).map((reason) => (
              <span key={reason}>{printed(reason)}</span>
            ))}
            {run.asks.reasons.length > NAMED && <span>{run.asks.reasons.length - NAMED} more</span>}
          </Line>
        )}
      </dl>
    </section>
  );
}

function headText(state: string, objections: NonNullable<RunFile['objections']>): string {
  if (state !== 'review' && state !== 'returned') return stateLabel(state);
  return objections.length === 0 ? 'Nothing blocks an approval' : `In the way: ${shortText(objections)}`;
}

/** The objections whose checks, files or criteria have a fact of their own below. */
const WITH_FACT: ReadonlySet<string> = new Set(['override', 'outside', 'unmet']);

function shortText(objections: NonNullable<RunFile['objections']>): string {
  return objections.map((one) => (WITH_FACT.has(one.grant) ? one.mark : inTheWayText([one]))).join('; ');
}

interface LineProps {
  title: string;
  tone?: 'good' | 'bad' | undefined;
  children: ComponentChildren;
}

function Line({ title, tone, children }: LineProps) {
  return (
    <div class={`verdict-line marked ${tone ? toneClass(tone === 'good' ? 'passed' : 'failed') : ''}`}>
      <dt class="faint small">{title}</dt>
      <dd class="stack small">{children}</dd>
    </div>
  );
}

/** The lines that the rules about risk found. */
function Places({ reasons, onFile }: { reasons: NonNullable<RunFile['risk']>['reasons']; onFile(path: string): void }) {
  const places = reasons.flatMap(({ rule, says, places: found = [] }) =>
    found.map((place) => ({ rule, says, ...place })),
  );
  return (
    <>
      {places.slice(0, PLACES).map(({ rule, says, path, line, old }) => (
        <LinkButton key={`${rule} ${path} ${line} ${old ?? false}`} title={capital(says)} onClick={() => onFile(path)}>
          {visible(path)}:{line}
          {old && ' (before)'}
        </LinkButton>
      ))}
      {places.length > PLACES && <span>{places.length - PLACES} more</span>}
    </>
  );
}

function Files({ paths, onFile }: { paths: readonly string[]; onFile(path: string): void }) {
  return (
    <>
      <span>{paths.length} out of scope:</span>
      {paths.slice(0, NAMED).map((path) => (
        <LinkButton key={path} onClick={() => onFile(path)}>
          {visible(path)}
        </LinkButton>
      ))}
      {paths.length > NAMED && <span>{paths.length - NAMED} more</span>}
    </>
  );
}

/** Scrolls to the output of a check beside the diff. */
function showCheck(name: string): void {
  document.querySelector(`[data-check="${CSS.escape(name)}"]`)?.scrollIntoView({ block: 'start' });
}
