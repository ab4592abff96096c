import { shortCommit } from '../../../../domain/runs/commit-id.ts';
import type { RunFile } from '../../data/types.ts';
import { goQuery } from '../../shell/route.ts';

interface Props {
  file: RunFile;
  since: string | undefined;
  until: string | undefined;
}

/** Chooses the two results to compare: changes since the reader's last look, or any two rounds of the task's runs. */
export function Compared({ file, since, until }: Props) {
  const { run, reviewed, results } = file;
  const look = reviewed?.commit;
  const options = results.map(({ run: id, n, commit }) => (
    <option key={commit} value={commit}>
      {id}, round {n} ({shortCommit(commit)})
    </option>
  ));
  return (
    <>
      {look && (
        <label>
          <input
            type="checkbox"
            checked={since === look && !until}
            onChange={({ currentTarget }) =>
              goQuery({ since: currentTarget.checked ? look : undefined, to: undefined })
            }
          />{' '}
          Since my last look
        </label>
      )}
      {results.length > 1 && (
        <span class="flex gap-6 slim">
          <select
            class="slim"
            aria-label="Compare from"
            value={since ?? ''}
            onChange={({ currentTarget }) => goQuery({ since: currentTarget.value || undefined })}
          >
            <option value="">start of {run.id}</option>
            {options}
          </select>
          <select
            class="slim"
            aria-label="Compare to"
            value={until ?? ''}
            onChange={({ currentTarget }) => goQuery({ to: currentTarget.value || undefined })}
          >
            <option value="">result of {run.id}</option>
            {options}
          </select>
        </span>
      )}
    </>
  );
}
