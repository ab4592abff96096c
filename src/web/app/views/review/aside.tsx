import { capital } from '../../../../base/quote.ts';
import { outsideAuthorText } from '../../../../domain/outside.ts';
import { filesToLookAt } from '../../../../domain/runs/review-files.ts';
import { may } from '../../../../runs/lifecycle/transitions.ts';
import { act } from '../../data/act.ts';
import type { RunFile } from '../../data/types.ts';
import { LinkButton } from '../../parts/button.tsx';
import { CommandOf, EvidenceView, MetMark, metClass } from '../../parts/task/evidence.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Markdown } from '../../parts/text/markdown.tsx';
import { printed, visible } from '../../parts/text/visible.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { Checks } from '../run/outcome.tsx';
import type { ShownComment, ShownFile } from './answers.ts';
import { CommentView } from './comment.tsx';
import { FilesTree } from './files-tree.tsx';

interface Props {
  file: RunFile;
  files: readonly ShownFile[];
  seen: ReadonlySet<string>;
  comments: readonly ShownComment[];
  onFile(path: string): void;
}

/** The side panel of a review: task, criteria, the agent's summary, checks, files and earlier reviews. */
export function ReviewAside({ file, files, seen, comments, onFile }: Props) {
  const { run, task, spec, answered, grades = [], attached = [] } = file;
  const outdated = comments.filter(({ place }) => place === null);
  const summary = run.rounds?.findLast((round) => round.summary)?.summary;
  return (
    <aside class="review-aside aside stack anywhere" aria-label="Criteria and checks">
      <section>
        <h2>
          <TaskLink id={file.id} /> {file.description}
        </h2>
        {spec && (
          <details>
            <summary class="link">Spec</summary>
            <Markdown text={spec} />
          </details>
        )}
      </section>
      {task?.acceptance && task.acceptance.length > 0 && (
        <section aria-label="Acceptance criteria">
          <h3>Acceptance criteria</h3>
          <ul class="criteria entries">
            {task.acceptance.map(({ id, text, by, met }) => {
              const graded = grades.find(({ criterion }) => criterion === id);
              return (
                <li key={id} class={`line-text gap-10 ${metClass({ met, graded })}`}>
                  <MetMark met={met} graded={graded} />
                  <div class="criterion-body stack rest">
                    <span>{text}</span>
                    <CommandOf by={by} />
                    <EvidenceView met={met} graded={graded} />
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {attached.length > 0 && (
        <section aria-label="Attachments">
          <h3>Attachments</h3>
          {attached.map((text) => (
            <p key={text}>{visible(capital(text))}</p>
          ))}
        </section>
      )}
      {summary && (
        <section aria-label="Agent's summary">
          <h3>Agent's summary</h3>
          <p class="review-said">{printed(summary)}</p>
        </section>
      )}
      <Checks run={run} />
      {answered.map(({ question, answer, actor }) => (
        <p key={question} class="review-said">
          {question} <em>{actor}:</em> {answer}
        </p>
      ))}
      <FilesTree run={run} files={files} seen={seen} comments={comments} onFile={onFile} />
      <LookAt run={run} />
      <LeftOut file={file} />
      {outdated.length > 0 && (
        <section aria-label="Outdated comments">
          <h3>Outdated comments</h3>
          {outdated.map((placed) => (
            <CommentView key={placed.comment.id} placed={placed} />
          ))}
        </section>
      )}
      <SaidThere of={file} />
      {run.notes && run.notes.length > 0 && (
        <section aria-label="Earlier reviews">
          <h3>Earlier reviews</h3>
          {run.notes.map(({ id, actor, at, text }) => (
            <details key={id} class="review-note">
              <summary>
                {actor} <Ago at={at} />
              </summary>
              <p class="review-said">{text}</p>
            </details>
          ))}
        </section>
      )}
    </aside>
  );
}

/** Maximum number of files that a sentence lists. */
const NAMED = 20;

/** Lists the files that the reviewer should check with special care. */
function LookAt({ run }: { run: RunFile['run'] }) {
  const rows = filesToLookAt(run);
  if (rows.length === 0) return null;
  return (
    <section aria-label="Check with care">
      <h3>Check with care</h3>
      {rows.map(({ what, files, more }) => (
        <p key={what}>
          {capital(what)}: <Named paths={files} more={more} />
        </p>
      ))}
    </section>
  );
}

/** Lists files of the worktree that changed after the agent submitted the result. No merge includes them. */
function LeftOut({ file: { run, leaves = [] } }: { file: RunFile }) {
  if (leaves.length === 0) return null;
  return (
    <section aria-label="Not in the result">
      <h3>Not in the result</h3>
      <p>
        Files that changed in the worktree after the result:{' '}
        <Named paths={leaves.slice(0, NAMED)} more={leaves.length - NAMED} />{' '}
        {may('adopt', run.state) && <LinkButton onClick={() => void adopt(run.id)}>Add them</LinkButton>}
      </p>
    </section>
  );
}

function Named({ paths, more }: { paths: readonly string[]; more: number }) {
  return (
    <>
      {paths.map((path, at) => [at > 0 && ', ', <code key={path}>{visible(path)}</code>])}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

function adopt(run: string) {
  return act('run_adopt', { run }, { done: `Added the changed files to the result of ${run}` });
}

/**
 * The last open texts in the pull request that start no round, mostly by authors whom nobody trusts. They are plain text in
 * a frame with their author's name: data, no instructions.
 */
function SaidThere({ of: { others = [] } }: { of: Pick<RunFile, 'others'> }) {
  if (others.length === 0) return null;
  return (
    <section aria-label="Texts of others in the pull request">
      <h3>Texts of others in the pull request</h3>
      <p class="faint small">No agent gets these texts. To pass one on, request changes in your own words.</p>
      {others.map(({ author, association, text }, at) => (
        <figure key={at} class="marked anywhere">
          <figcaption class="who">
            {visible(outsideAuthorText({ author, ...(association ? { association } : {}) }))}
          </figcaption>
          <pre class="conflict-value anywhere">{visible(text, { lines: true })}</pre>
        </figure>
      ))}
    </section>
  );
}
