import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { saveFile } from '../../data/files.ts';
import { useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { Button } from '../../parts/button.tsx';
import { useUnsent } from '../../parts/forms/unsent.ts';
import { useOnce } from '../../parts/forms/use-once.ts';
import { fieldWord } from '../../parts/goal/gaps.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';

type Effect = Outputs['goal_import'];

/** All goals as one page of Markdown: to save, to edit, and to read back after a look at what that changes. */
export function PagePart() {
  const asked = useRead('goal_export', {});
  const page = asked.value.value?.page;
  const edited = useUnsent('page of the goals');
  const isEdited = useSignal(edited.value !== '');
  const text = isEdited.value ? edited.value : (page ?? '');
  const write = (given: string) => {
    edited.value = given;
    isEdited.value = true;
  };
  const effect = useRequestedAnswer('goal_import');
  /** The text of the shown effect. */
  const seen = useSignal('');
  const file = useRef<HTMLInputElement>(null);
  const discard = () => {
    edited.value = '';
    isEdited.value = false;
  };
  const preview = async () => {
    seen.value = text;
    return effect.ask({ from: text, dry_run: true });
  };
  const shown = seen.value === text && text !== '' ? effect.value.value : undefined;
  const apply = useOnce(async () => {
    // The goals may have changed since the look. Then the reader looks again.
    const before = JSON.stringify(shown?.records.map(changesOf));
    if (!(await preview())) return;
    if (JSON.stringify(effect.value.value?.records.map(changesOf)) !== before) return;
    const done = ({ records }: Effect) => `Read ${countOf(changed(records).length, 'change')} from the page`;
    if (await act('goal_import', { from: seen.value }, { done, undo: true })) discard();
  });
  const changes = shown ? changed(shown.records) : [];
  return (
    <div class="page stack goal-page">
      <Unanswered of={asked} />
      <section aria-label="Page" class="stack gap-8">
        <div class="line wrap gap-8">
          <h2 class="rest">All goals as one page</h2>
          <Button disabled={!page} onClick={() => page && saveFile('goals.md', page)}>
            Save as file
          </Button>
          {isEdited.value && <Button onClick={discard}>Discard the edits</Button>}
          <Button onClick={() => file.current?.click()}>Open a file</Button>
          <input
            ref={file}
            type="file"
            hidden
            accept=".md,.txt,.json,text/*,application/json"
            onChange={({ currentTarget }) => {
              void currentTarget.files?.[0]?.text().then(write);
              currentTarget.value = '';
            }}
          />
        </div>
        <textarea
          aria-label="Page of the goals"
          placeholder="A page of goals, a vision with headings such as Vision and Goals, or OpenBacklog's data as JSON"
          rows={16}
          spellcheck={false}
          class="mono"
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
        <div class="line wrap gap-8">
          <Button look="primary" disabled={text.trim() === ''} onClick={() => void preview()}>
            Show what would change
          </Button>
          {shown && changes.length > 0 && (
            <Button onClick={() => void apply()}>Store {countOf(changes.length, 'change')}</Button>
          )}
        </div>
      </section>
      {effect.error.value && seen.value === text && <ProblemNote refusal={effect.error.value} />}
      {shown && <EffectView effect={shown} />}
    </div>
  );
}

const changed = (records: Effect['records']) => records.filter(({ did }) => did !== 'unchanged');

/** The part of a change by which a later look is compared. Ids of new records are the same as long as nothing changed. */
const changesOf = ({ record: { id, title }, did, changed: fields }: Effect['records'][number]) => [
  ...[id, title, did],
  fields,
];

function EffectView({ effect: { records, left } }: { effect: Effect }) {
  const changes = changed(records);
  return (
    <section aria-label="What would change" class="stack gap-8">
      <h2>What would change</h2>
      <p class="faint">
        {changes.length === 0 ? 'Nothing: the page has the goals as they are.' : ''}
        {records.length > changes.length && ` ${countOf(records.length - changes.length, 'record')} the same.`}
      </p>
      <ul class="entries">
        {changes.map(({ record, did, changed: fields }) => (
          <li key={record.id} class="stack gap-4">
            <span class="line-text wrap gap-8">
              <StateView of={did === 'created' ? 'new' : did} />
              <strong class="anywhere">
                {record.id} {visible(record.title)}
              </strong>
            </span>
            {Object.entries(fields).map(([name, { from, to }]) => (
              <span key={name} class="small anywhere">
                <span class="soft">{fieldWord(name)}</span>: <del>{valueText(from)}</del> → <ins>{valueText(to)}</ins>
              </span>
            ))}
          </li>
        ))}
        {left.map((each) => (
          <li key={each} class="anywhere">
            <StateView of="left out" /> {visible(each)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function valueText(value: unknown) {
  if (value === null || value === undefined) return 'nothing';
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}
