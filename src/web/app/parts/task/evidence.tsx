import { signatureText } from '../../../../domain/actor.ts';
import type { CriterionEvidence } from '../../../../domain/task/unmet-criteria.ts';
import { visible } from '../text/visible.tsx';
import { Ago } from '../units/when.tsx';

/** What shows that a criterion is met; with why it proves nothing any more, where a run left it behind. */
export function EvidenceView({
  of: { evidence, actor, author, at, outdated, run, commit },
}: {
  of: CriterionEvidence;
}) {
  const about = [run, commit?.slice(0, 7)].filter(Boolean).join(' at ');
  return (
    <small class={`faint anywhere ${outdated === undefined ? '' : 'is-outdated'}`}>
      {outdated !== undefined && <>Outdated, {visible(outdated)}: </>}
      {visible(evidence)} · <bdi>{visible(signatureText({ actor, author }))}</bdi> {about && `${about} `}
      <Ago at={at} />
    </small>
  );
}
