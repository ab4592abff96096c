import { capital } from '../../../../base/quote.ts';
import { filesToLookAt } from '../../../../domain/runs/review-files.ts';
import { may } from '../../../../runs/lifecycle/transitions.ts';
import { act } from '../../data/act.ts';
import type { RunFile } from '../../data/types.ts';
import { LinkButton } from '../../parts/button.tsx';
import { visible } from '../../parts/text/visible.tsx';

/** Maximum number of files that a sentence lists. */
const NAMED = 20;

/** Lists the files that the reviewer should check with special care. */
export function LookAt({ run }: { run: RunFile['run'] }) {
  const rows = filesToLookAt(run);
  if (rows.length === 0) return null;
  return (
    <section aria-label="Check with care">
      <h3>Check with care</h3>
      {rows.map(({ what, files }) => (
        <p key={what}>
          {capital(what)}: <Named paths={files} />
        </p>
      ))}
    </section>
  );
}

/** Lists files of the worktree that changed after the agent submitted the result. No merge includes them. */
export function LeftOut({ file: { run, leaves = [] } }: { file: RunFile }) {
  if (leaves.length === 0) return null;
  return (
    <section aria-label="Not in the result">
      <h3>Not in the result</h3>
      <p>
        Files that changed in the worktree after the result: <Named paths={leaves} />{' '}
        {may('adopt', run.state) && <LinkButton onClick={() => void adopt(run.id)}>Add them</LinkButton>}
      </p>
    </section>
  );
}

function Named({ paths }: { paths: readonly string[] }) {
  const rest = paths.length - NAMED;
  return (
    <>
      {paths.slice(0, NAMED).map((path, at) => [at > 0 && ', ', <code key={path}>{visible(path)}</code>])}
      {rest > 0 && ` and ${rest} more`}
    </>
  );
}

function adopt(run: string) {
  return act('run_adopt', { run }, { done: `Added the changed files to the result of ${run}` });
}
