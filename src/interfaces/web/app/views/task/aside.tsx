import type { ComponentChildren } from 'preact';
import { revise } from '../../data/revise.ts';
import { EditField } from '../../parts/edit-field.tsx';
import { RunLink } from '../../parts/marks.tsx';
import { State } from '../../parts/state.tsx';
import { typedText } from '../../parts/time.ts';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago, Due } from '../../parts/when.tsx';
import type { Claim, Info } from './answers.ts';
import { Attachments } from './attachments.tsx';
import { useRunsOf } from './runs-of.ts';

/** The fields of a task, who holds what, and its runs. */
export function Aside({ info }: { info: Info }) {
  const { record: task, brief } = info;
  const { scheduled, wait, until, type, parent, checks } = task;
  const text = (name: string, label: string, value: string | undefined, empty = 'Add', more?: ComponentChildren) => (
    <Row title={label}>
      <EditField
        label={label}
        value={value ?? ''}
        empty={empty}
        onSave={(given) => revise(task, { [name]: given === '' ? null : given })}
      />
      {more}
    </Row>
  );
  return (
    <aside class="task-aside" aria-label="Fields">
      <dl>
        {text('project', 'Project', task.project)}
        {text('priority', 'Priority', task.priority, 'H, M or L')}
        {text('due', 'Due', typedText(task.due), 'Add', task.due && <Due at={task.due} />)}
        {text('agent', 'Agent', task.agent, 'Anybody')}
        <Row title="Tags">
          <EditField
            label="Tags"
            value={(task.tags ?? []).join(' ')}
            onSave={(tags) => revise(task, { tags: tags.split(/[\s,]+/).filter(Boolean) })}
          />
        </Row>
        {text('estimate', 'Estimate', task.estimate)}
        <Row title="Scope">
          <EditField
            label="Scope"
            value={(task.scope ?? []).map(({ repo, glob }) => (repo ? `${repo}:${glob}` : glob)).join(', ')}
            empty="Everything"
            onSave={(scope) => revise(task, { scope: scope.split(/\s*,\s*/).filter(Boolean) })}
          />
        </Row>
        <Row title="Depends on">
          <EditField
            label="Depends on"
            value={[...brief.waitsFor, ...brief.after].map(({ id }) => id).join(', ')}
            empty="Nothing"
            onSave={(ids) => revise(task, { depends: ids.split(/[\s,#]+/).filter(Boolean) })}
          />
        </Row>
        <Row title="Urgency">{task.urgency.toFixed(1)}</Row>
        <Row title="Added">
          <Ago at={task.entry} />
        </Row>
      </dl>
      <details class="more-fields" open={[scheduled, wait, until, type, parent, checks].some(Boolean)}>
        <summary>More fields</summary>
        <dl>
          {text('scheduled', 'Not before', typedText(scheduled))}
          {text('wait', 'Hidden until', typedText(wait))}
          {text('until', 'Expires', typedText(until))}
          {text('type', 'Type', type)}
          {text('parent', 'Part of', parent && String(brief.parents[0]?.id ?? ''), 'Nothing')}
          <Row title="Checks">
            <EditField
              label="Checks"
              value={(checks ?? []).join(', ')}
              onSave={(names) => revise(task, { checks: names.split(/[\s,]+/).filter(Boolean) })}
            />
          </Row>
        </dl>
      </details>
      <Claims title="Held by" claims={brief.claims} />
      <Claims title="Others hold" claims={brief.others} />
      <TaskRuns id={task.id} />
      {info.archived === undefined && <Attachments task={task.uuid} id={task.id} files={brief.attachments} />}
    </aside>
  );
}

function Row({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Claims({ title, claims }: { title: string; claims: readonly Claim[] }) {
  if (claims.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {claims.map(({ id, holder, scope }) => (
          <li key={id}>
            <span class="who">{holder}</span> <code>{scope.map(({ glob }) => glob).join(' ') || 'no files'}</code>
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
          <li key={run.id} class="aside-run">
            <RunLink id={run.id} /> <State of={run.state} /> <span class="who">{run.agent}</span> <Ago at={run.since} />
          </li>
        ))}
      </ul>
    </section>
  );
}
