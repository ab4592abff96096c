import { isProven } from '../../../../domain/task/unmet-criteria.ts';
import type { RunFile } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { EvidenceView } from '../../parts/task/evidence.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Markdown } from '../../parts/text/markdown.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { Checks } from '../run/outcome.tsx';
import type { ChangedFile, PlacedComment } from './answers.ts';
import { LeftOut, LookAt } from './care.tsx';
import { CommentView } from './comment.tsx';
import { FilesTree } from './files-tree.tsx';

interface Props {
  file: RunFile;
  files: readonly ChangedFile[];
  seen: ReadonlySet<string>;
  comments: readonly PlacedComment[];
  onFile(path: string): void;
}

/** The side panel of a review: task, criteria, the agent's summary, checks, files and earlier reviews. */
export function ReviewAside({ file, files, seen, comments, onFile }: Props) {
  const { run, task, spec, answered } = file;
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
            {task.acceptance.map(({ id, text, met }) => (
              <li key={id} class={`line-text gap-10 ${isProven({ met }) ? 'is-met' : ''}`}>
                <span class="criterion-mark">{isProven({ met }) ? <Icon name="check" size={14} /> : null}</span>
                <div class="criterion-body stack rest">
                  <span>{text}</span>
                  {met ? <EvidenceView of={met} /> : <small class="faint">No evidence</small>}
                </div>
              </li>
            ))}
          </ul>
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
