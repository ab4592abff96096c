import { useSignal } from '@preact/signals';
import { plainValue } from '../../../../base/json/plain-value.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';

type Conflict = Outputs['source_conflicts']['conflicts'][number];

/** Maximum numbers of characters of a value, and of decided conflicts. */
const LONGEST = 20_000;
const DECIDED = 50;

/** The fields that the queue and a source changed differently. A person picks one value; the other stays here. */
export function ConflictsView() {
  const asked = useRead('source_conflicts', {});
  const isShown = useSignal(false);
  const answer = asked.value.value;
  const open = answer?.conflicts ?? [];
  return (
    <>
      <ViewHead title="Conflicts">
        {open.length > 0 && <p class="soft">{open.length.toLocaleString()} open</p>}
      </ViewHead>
      <div class="page stack conflicts">
        <Unanswered of={asked} />
        {answer?.notes?.map((note) => (
          <p key={note} class="anywhere">
            {note}
          </p>
        ))}
        {answer && open.length === 0 && (
          <Empty icon="check" title="No conflicts">
            <p>Fields that the queue and a source changed differently appear here, with both values.</p>
          </Empty>
        )}
        {open.map(conflictOf)}
        <details class="above" onToggle={({ currentTarget }) => (isShown.value = currentTarget.open)}>
          <summary class="faint small">Decided conflicts</summary>
          {isShown.value && <Decided />}
        </details>
      </div>
    </>
  );
}

/** The conflicts that were decided last, with the value that lost. They are read only when somebody opens them. */
function Decided() {
  const asked = useRead('source_conflicts', { all: true });
  const answer = asked.value.value;
  const decided = (answer?.conflicts ?? []).filter(({ resolved }) => resolved).reverse();
  return (
    <>
      <Unanswered of={asked} />
      {answer && decided.length === 0 && <p class="faint">None.</p>}
      {decided.slice(0, DECIDED).map(conflictOf)}
    </>
  );
}

const conflictOf = (one: Conflict) => <ConflictView key={[one.source, one.id, one.field].join(' ')} of={one} />;

/** Both values of a field, side by side where there is room. */
function ConflictView({ of: one }: { of: Conflict }) {
  const { id, description, field, source, resolved } = one;
  const name = `${field} of #${id}`;
  return (
    <section class="stack gap-8 above" aria-label={`Conflict in ${name}`}>
      <h2 class="anywhere">
        <TaskLink id={id} /> {visible(description)}: {field}
      </h2>
      <div class="card-boxes">
        <Side of={one} side="here" who="Queue" name={name} />
        <Side of={one} side="there" who={source} name={name} />
      </div>
      {resolved && (
        <p class="facts">
          <span>
            {resolved.side === 'same'
              ? 'Both got the same value'
              : `${resolved.side === 'here' ? "The queue's value" : 'The value there'} counts`}
          </span>
          <span>{visible(resolved.actor)}</span>
          <Ago at={resolved.at} />
        </p>
      )}
    </section>
  );
}

interface SideProps {
  of: Conflict;
  side: 'here' | 'there';
  who: string;
  name: string;
}

/** One value with its author and time. The value there is from outside, so it is plain text. */
function Side({ of: one, side, who, name }: SideProps) {
  const { id, field, source, resolved, [side]: value, [`${side}By` as const]: by, [`${side}At` as const]: at } = one;
  const text = value === null || value === undefined ? '' : plainValue(value);
  const keep = () =>
    act('source_resolve', { id, side, field: field as never, source }, { done: `Decided ${name}`, undo: true });
  return (
    <section class="panel card-box stack gap-8" aria-label={`${who}: ${name}`}>
      <div class="facts">
        <strong class="anywhere">{visible(who)}</strong>
        {by !== undefined && <span class="anywhere">{visible(by)}</span>}
        {at !== undefined && !Number.isNaN(Date.parse(at)) && <Ago at={at} />}
      </div>
      {text === '' ? (
        <p class="faint">No value</p>
      ) : (
        <ScrollRegion as="pre" label={`Value of ${who}`} class="conflict-value anywhere">
          {visible(text.slice(0, LONGEST), { lines: true })}
          {text.length > LONGEST && `\n… ${(text.length - LONGEST).toLocaleString()} more characters`}
        </ScrollRegion>
      )}
      {!resolved && (
        <p>
          <Button look="small" aria-label={`Keep this value of ${who} for ${name}`} onClick={() => void keep()}>
            Keep this value
          </Button>
        </p>
      )}
    </section>
  );
}
