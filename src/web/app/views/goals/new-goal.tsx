import { useSignal } from '@preact/signals';
import { GOAL_KINDS, type GoalKind, placeField, placeKinds } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import { act } from '../../data/act.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { KIND_WORDS } from '../../parts/goal/marks.tsx';
import type { GoalsAnswer } from './model.ts';

interface Props {
  plan: GoalsAnswer;
  /** The record below which the new one is proposed. */
  under?: GoalNode;
  onClose(): void;
}

/** A dialog that adds a goal or another record of the plan. */
export function NewGoal({ plan, under, onClose }: Props) {
  const kind = useSignal<GoalKind>(under ? childOf(under.kind) : 'goal');
  const title = useSignal('');
  const why = useSignal('');
  const above = useSignal(under?.id ?? '');
  const places = placeKinds(kind.value);
  const parents = plan.nodes.filter((node) => node.kind !== 'vision' && places.includes(node.kind));
  const send = async () => {
    const parent = parents.find(({ id }) => id === above.value);
    const link = parent && placeField(kind.value, parent.kind);
    const record = {
      ...{ kind: kind.value, title: title.value },
      ...(kind.value === 'goal' && why.value.trim() ? { why: why.value } : {}),
      ...(parent && link ? { [link]: parent.id } : {}),
    };
    const done = ({ records }: { records: readonly { record: { id: string } }[] }) => `Added ${records[0]!.record.id}`;
    if (await act('goal_add', record, { done, undo: true })) onClose();
  };
  return (
    <FormDialog title="New goal" action="Add" disabled={title.value.trim() === ''} onSubmit={send} onClose={onClose}>
      <label class="stack gap-4">
        Kind
        <select value={kind.value} onChange={({ currentTarget }) => (kind.value = currentTarget.value as GoalKind)}>
          {GOAL_KINDS.map((each) => (
            <option key={each} value={each}>
              {KIND_WORDS[each]}
            </option>
          ))}
        </select>
      </label>
      <label class="stack gap-4">
        Name
        <input required maxLength={kind.value === 'vision' ? 1_000 : 120} {...typed(title)} />
      </label>
      {kind.value === 'goal' && (
        <label class="stack gap-4">
          For whom, and what changes
          <textarea rows={2} {...typed(why)} onKeyDown={sendsWithCtrlEnter} />
        </label>
      )}
      {parents.length > 0 && (
        <label class="stack gap-4">
          Below
          <select value={above.value} onChange={({ currentTarget }) => (above.value = currentTarget.value)}>
            <option value="">Nothing</option>
            {parents.map(({ id, title: name }) => (
              <option key={id} value={id}>
                {id} {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </FormDialog>
  );
}

/** Returns the kind that usually stands below a kind. */
function childOf(kind: GoalKind): GoalKind {
  return GOAL_KINDS.findLast((each) => placeKinds(each)[0] === kind) ?? 'goal';
}
