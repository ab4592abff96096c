import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';

/** A field that a later commit changed again. */
const laterChange = () =>
  z.strictObject({
    kind: z.string(),
    id: z.string(),
    /** How people know the record: `#12 Fix the login`. */
    name: z.string(),
    /** Name of the field. Null means the complete record. */
    field: z.string().nullable(),
    /** Author, time and number of the last commit that changed it. Null if the history has no such commit. */
    by: z.string().nullable(),
    at: z.string().nullable(),
    seq: z.int().nullable(),
  });

/** The data of the error that refuses an undo or a redo because of later changes. All interfaces say it from here. */
export const refusedUndo = () =>
  z.strictObject({
    /** Number of the commit that stays. */
    seq: z.int(),
    verb: z.enum(['undo', 'redo']),
    /** The commit in words: `completing #42 Translate the checkout`. */
    what: z.string(),
    conflicts: z.array(laterChange()),
  });
export type RefusedUndo = Shape<typeof refusedUndo>;
type LaterChange = RefusedUndo['conflicts'][number];

export function isRefusedUndo(data: object): data is RefusedUndo {
  return 'verb' in data && 'conflicts' in data;
}

/** What one later commit changed of one record. */
interface LaterRecord extends Pick<LaterChange, 'name' | 'by' | 'at' | 'seq'> {
  fields: string[];
}

/** Groups later changes by record and commit. An import can have thousands, each with many fields. */
export function laterRecords(conflicts: readonly LaterChange[]): LaterRecord[] {
  const records = new Map<string, LaterRecord>();
  for (const { kind, id, field, name, by, at, seq } of conflicts) {
    const key = `${kind} ${id} ${seq}`;
    const record = records.get(key) ?? { name, by, at, seq, fields: [] };
    record.fields.push(field ?? 'the whole record');
    records.set(key, record);
  }
  return [...records.values()];
}

/**
 * Formats a later change: `priority of #12 Fix the login by human:ada (change 43, 2026-08-01 10:00 UTC)`.
 * @param timeText formats an instant for the reader
 */
export function laterRecordText({ name, fields, by, at, seq }: LaterRecord, timeText: (at: string) => string): string {
  const when = [`change ${seq ?? '?'}`, ...(at === null ? [] : [timeText(at)])].join(', ');
  return `${fields.join(', ')} of ${name} by ${by ?? 'somebody'} (${when})`;
}
