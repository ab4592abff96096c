import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { claimHolder } from '../../../../claims/holder.ts';
import { entryText } from '../../../../domain/scope-text.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { originOf } from '../../../../report/origin.ts';
import { revise } from '../../data/revise.ts';
import { now } from '../../data/state.ts';
import { EditField } from '../../parts/forms/edit-field.tsx';
import { RunLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { dateText, dueText, isoDurationText, typedText } from '../../parts/units/time.ts';
import { Ago, Due } from '../../parts/units/when.tsx';
import type { Info, ShownClaim } from './answers.ts';
import { Attachments } from './attachments.tsx';
import { useRunsOf } from './history.tsx';

/** The side panel of a task: fields, claims, runs and attachments. */
export function TaskAside({ info }: { info: Info }) {
  const { record: task, brief } = info;
  const [often, seldom] = taskFields(info);
  // A rarely used field that gets a value keeps its place until the reader leaves the page.
  const filled = useMemo(() => new Set(seldom.flatMap(({ label, value }) => (value ? [label] : []))), [task.uuid]);
  const more = seldom.filter(({ label }) => !filled.has(label));
  return (
    <aside class="task-aside aside stack panel" aria-label="Fields">
      <dl>
        {[...often, ...seldom.filter(({ label }) => filled.has(label))].map((field) => (
          <FieldRow key={field.label} field={field} />
        ))}
        <Row title="Urgency">{task.urgency.toFixed(1)}</Row>
        <Row title="Added">
          <Author at={task.entry} name={info.authors.created} />
        </Row>
        {info.authors.changed !== info.authors.created && (
          <Row title="Changed">
            <Author at={task.modified} name={info.authors.changed} />
          </Row>
        )}
        <Origin task={task} />
      </dl>
      {more.length > 0 && (
        <details class="more-fields">
          <summary class="link">More fields</summary>
          <dl>
            {more.map((field) => (
              <FieldRow key={field.label} field={field} />
            ))}
          </dl>
        </details>
      )}
      <Claims title="Claimed by" claims={brief.claims} hosts={info.hosts} />
      <Claims
        title="Overlapping claims"
        claims={brief.others.filter(({ id }) => info.overlapping.includes(id))}
        hosts={info.hosts}
      />
      <TaskRuns id={task.id} />
      {info.archived === undefined && <Attachments task={task.uuid} id={task.id} files={brief.attachments} />}
    </aside>
  );
}

function FieldRow({ field: { label, beside, ...field } }: { field: Field }) {
  return (
    <Row title={label}>
      <EditField label={label} {...field} />
      {beside}
    </Row>
  );
}

function Row({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="field fact">
      <dt class="faint">{title}</dt>
      <dd class="line rest slim gap-6">{children}</dd>
    </div>
  );
}

function Author({ at, name = 'unknown' }: { at: string; name: string | undefined }) {
  return (
    <span class="faint small anywhere">
      <Ago at={at} /> by {name}
    </span>
  );
}

/** What an import kept: the source of the task, and its fields from other tools. */
function Origin({ task }: { task: Info['record'] }) {
  const { source, fields } = originOf(task);
  return (
    <>
      {source && (
        <Row title="Source">
          <span class="anywhere slim">{source}</span>
        </Row>
      )}
      {fields.length > 0 && (
        <Row title="Other fields">
          <ul class="plain">
            {fields.map((field) => (
              <li key={field}>{field}</li>
            ))}
          </ul>
        </Row>
      )}
    </>
  );
}

function Claims({ title, claims, hosts = {} }: { title: string; claims: readonly ShownClaim[]; hosts: Info['hosts'] }) {
  if (claims.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {claims.map((claim) => (
          <li key={claim.id}>
            <span class="who" title={claim.holder}>
              {claimHolder(claim, { hostOf: ({ id }) => hosts[id] })}
            </span>{' '}
            <ScopeView of={claim.scope} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TaskRuns({ id }: { id: number }) {
  const asked = useRunsOf(id);
  const runs = asked.value.value?.runs ?? [];
  if (runs.length === 0 && !asked.error.value) return null;
  return (
    <section>
      <h3>Runs</h3>
      <Unanswered of={asked} />
      <ul>
        {runs.map(({ run }) => (
          <li key={run.id} class="line gap-8">
            <RunLink id={run.id} /> <StateView of={shownState(run)} /> <span class="who">{run.agent}</span>{' '}
            <Ago at={run.since} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A field of a task that people edit as text. */
interface Field {
  label: string;
  /** The text to edit. */
  value: string;
  /** The displayed text, if it differs from the text to edit. */
  shown?: string;
  empty?: string;
  /** Content beside the value. */
  beside?: ComponentChildren;
  /** Saves the value. @returns whether the server accepted it */
  onSave(value: string): Promise<boolean>;
}

/**
 * Returns the editable fields of a task. Common fields are always shown. An empty field that is rarely used is folded
 * at first.
 */
function taskFields({ record: task, brief }: Info): readonly [often: readonly Field[], seldom: readonly Field[]] {
  const text = (name: string, label: string, value = '', more: Partial<Field> = {}): Field => ({
    ...{ label, value },
    onSave: (given) => revise(task, { [name]: given === '' ? null : given }),
    ...more,
  });
  const list = (name: string, label: string, value: string, apart: RegExp, empty = 'Add'): Field => ({
    ...{ label, value, empty },
    onSave: (given) => revise(task, { [name]: given.split(apart).filter(Boolean) }),
  });
  const date = (name: 'due' | 'scheduled' | 'wait' | 'until', label: string): Field => {
    const at = task[name];
    const shown = at && dateText(at);
    return text(name, label, typedText(at), {
      ...(shown ? { shown } : {}),
      ...(name === 'due' && at && dueText(at, now.peek()).text !== shown ? { beside: <Due at={at} /> } : {}),
    });
  };
  const scope = (task.scope ?? []).map((entry) => entryText(entry));
  const waitsFor = [...brief.waitsFor, ...brief.after].map(({ id }) => id);
  const parent = task.parent && brief.parents[0]?.id;
  const seldom = [
    date('scheduled', 'Scheduled'),
    date('wait', 'Waiting until'),
    date('until', 'Expires'),
    text('type', 'Type', task.type),
    text('parent', 'Part of', String(parent ?? ''), { empty: 'No task', ...(parent ? { shown: `#${parent}` } : {}) }),
    list('checks', 'Checks', (task.checks ?? []).join(', '), /[\s,]+/),
  ];
  return [
    [
      text('project', 'Project', task.project),
      text('priority', 'Priority', task.priority, { empty: 'H, M or L' }),
      date('due', 'Due'),
      text('agent', 'Assignee', task.agent, { empty: 'Anyone' }),
      list('tags', 'Tags', (task.tags ?? []).join(' '), /[\s,]+/),
      text('estimate', 'Estimate', task.estimate, task.estimate ? { shown: isoDurationText(task.estimate) } : {}),
      list('scope', 'Scope', scope.join(', '), /\s*,\s*/, 'All files'),
      list('depends', 'Depends on', waitsFor.map((id) => `#${id}`).join(', '), /[\s,#]+/, 'No task'),
    ],
    seldom,
  ];
}

/** Shows the files of a claim. An empty scope claims nothing. */
function ScopeView({ of }: { of: Parameters<typeof entryText>[0][] }) {
  if (of.length === 0) return <>no files</>;
  return (
    <>
      {of.map((entry, at) => (
        <code key={entryText(entry)}>
          {at > 0 && ' '}
          {visible(entryText(entry))}
        </code>
      ))}
    </>
  );
}
