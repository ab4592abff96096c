import type { KindRules } from '../../domain/kinds/row.ts';
import { asList, type Change, fieldOf, identity, isElements, type RecordFields, same } from './change.ts';

/** Names one field of one record. */
export interface FieldOf {
  kind: string;
  id: string;
  /** Name of the field. Null means the complete record. */
  field: string | null;
}

/** Returns the fields of a change that have changed again. Undoing it would also revert these changes. */
export function changedSince(current: RecordFields | undefined, change: Change, rules: KindRules): FieldOf[] {
  const { kind, id, before, after } = change;
  const whole = [{ kind, id, field: null }];
  if (after === null) return current === undefined ? [] : whole;
  const { undo, stamps, bookkeeping } = rules[kind] ?? {};
  if (current === undefined) return before === null && undo !== 'exact' ? [] : whole;
  if (undo === 'only-remove') return [];
  const keys = new Set([...Object.keys(after), ...Object.keys(before ?? current)]);
  return [...keys]
    .filter((key) => !stamps?.includes(key) && !bookkeeping?.includes(key))
    .filter((key) =>
      isElements(key)
        ? !elementsStand(current[fieldOf(key)], before?.[key], after[key])
        : !same(current[key], after[key]),
    )
    .map((key) => ({ kind, id, field: fieldOf(key) }));
}

/** Checks that the added elements still exist unchanged, and that the removed elements are still missing. */
function elementsStand(current: unknown, removed: unknown, added: unknown): boolean {
  const now = new Map(asList(current).map((element) => [identity(element), element]));
  const put = asList(added);
  const putIds = new Set(put.map(identity));
  const out = asList(removed)
    .map(identity)
    .filter((id) => !putIds.has(id));
  return put.every((element) => same(now.get(identity(element)), element)) && out.every((id) => !now.has(id));
}

/** Checks whether a change changed this field. */
export function touchedSince(change: Change, { kind, id, field }: FieldOf): boolean {
  if (change.kind !== kind || change.id !== id) return false;
  if (field === null || change.before === null || change.after === null) return true;
  return [...Object.keys(change.before), ...Object.keys(change.after)].some((key) => fieldOf(key) === field);
}
