import { formatActor, signatureText } from '../../../../domain/actor.ts';
import { shortCommit } from '../../../../domain/runs/commit-id.ts';
import type { CriterionEvidence } from '../../../../domain/task/unmet-criteria.ts';
import { visible } from '../text/visible.tsx';
import { Ago } from '../units/when.tsx';

/** Shows a criterion's evidence with its author. If it is outdated, explains that a later run changed the code. */
export function EvidenceView({
  of: { evidence, actor, author, at, outdated, run, commit },
}: {
  of: CriterionEvidence;
}) {
  const about = [run, commit && shortCommit(commit)].filter(Boolean).join(' at ');
  const isOfRun = run !== undefined && actor === formatActor({ kind: 'ai', name: 'run', run }) && author === undefined;
  return (
    <small class={`faint anywhere ${outdated === undefined ? '' : 'is-outdated'}`}>
      {outdated !== undefined && <>Outdated, {visible(outdated)}: </>}
      {visible(evidence)} · {!isOfRun && <bdi>{visible(signatureText({ actor, author }))} </bdi>}
      {about && `${about} `}
      <Ago at={at} />
    </small>
  );
}
