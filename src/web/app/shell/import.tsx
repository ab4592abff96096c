import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { FORMAT_TITLES, type FormatName } from '../../../domain/task-formats.ts';
import type { Inputs, Outputs } from '../../sdk/calls.ts';
import { act } from '../data/act.ts';
import { useRequestedAnswer } from '../data/requested-answer.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ProblemNote } from '../parts/problem.tsx';
import { visible } from '../parts/text/visible.tsx';
import { countOf } from '../parts/units/amounts.ts';
import { close } from './overlay.ts';
import { imported } from './palette/exchange.ts';

type Preview = Outputs['task_import'];
/** Number of tasks and of warnings that the preview lists. */
const SHOWN = 12;

/** Shows what an import of the chosen file would change, then imports it. It reads every format that `import` reads. */
export function Import() {
  const { name, files } = imported.value!;
  const tried = useRequestedAnswer('task_import');
  const format = useSignal('');
  const input = (): Inputs['task_import'] => ({
    files,
    ...{ existing: 'skip', skip_bad: true },
    ...(format.value === '' ? {} : { format: format.value as FormatName }),
  });
  useEffect(() => void tried.ask({ ...input(), dry_run: true }), [format.value, files]);
  const submit = async () => {
    const done = ({ added, unchanged }: Preview) =>
      `Added ${countOf(added, 'task')}${unchanged > 0 ? `, kept ${unchanged}` : ''}`;
    if (await act('task_import', input(), { done, undo: true })) close();
  };
  const { value: preview } = tried.value;
  const count = preview?.added ?? 0;
  return (
    <FormDialog
      title={`Import ${name}`}
      action={`Import ${countOf(count, 'task')}`}
      disabled={tried.asking.value || tried.error.value !== undefined || count === 0}
      onSubmit={submit}
      onClose={close}
    >
      <label class="field-label">
        Format
        <select value={format.value} onChange={({ currentTarget }) => (format.value = currentTarget.value)}>
          <option value="">By its content{preview ? `: ${preview.source}` : ''}</option>
          {Object.entries(FORMAT_TITLES).map(([each, title]) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {tried.error.value && <ProblemNote refusal={tried.error.value} />}
      {preview && !tried.error.value && <Effect of={preview} />}
    </FormDialog>
  );
}

/** What the import would do: counts, the first tasks, warnings and rows that are left out. */
function Effect({ of }: { of: Preview }) {
  const problems = [...of.bad.map(({ row, problem }) => `Row ${row}: ${problem}`), ...of.warnings, ...of.left];
  return (
    <>
      <p class="facts">
        <span>{countOf(of.added, 'new task')}</span>
        {of.unchanged > 0 && <span>{of.unchanged} exist already</span>}
        {of.documents.length > 0 && <span>{countOf(of.documents.length, 'document')}</span>}
        {problems.length > 0 && <span class="bad">{countOf(problems.length, 'note')}</span>}
      </p>
      <ul class="entries">
        {of.imported.slice(0, SHOWN).map(({ task }) => (
          <li key={task.uuid}>
            {visible(task.description)} {task.project && <span class="project">{task.project}</span>}
          </li>
        ))}
        {of.imported.length > SHOWN && <li class="faint">and {countOf(of.imported.length - SHOWN, 'more task')}</li>}
      </ul>
      <ul class="bad small">
        {problems.slice(0, SHOWN).map((text) => (
          <li key={text}>{visible(text)}</li>
        ))}
      </ul>
    </>
  );
}
