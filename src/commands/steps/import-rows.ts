import * as z from 'zod';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { type Instant, isInstant } from '../../domain/instant.ts';
import { nearest } from '../../domain/nearest.ts';
import { LINK_TYPES, STATUSES, type Task } from '../../domain/task.ts';
import { readRow, rowFields } from '../../sources/row.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../context.ts';
import { resolveDates } from './dates.ts';
import { SPEC } from './docs.ts';
import { applyFields, type FieldInput, fieldInputs } from './fields.ts';
import { findTask } from './find.ts';

/** A row that has been read: its dates resolved, its documents stored, nothing written yet. */
export interface ImportRow {
  number: number;
  ref: string | undefined;
  uuid: string | undefined;
  /** What the row says of a task outside the fields that commands take. */
  given: Partial<Task> & { description: string };
  fields: FieldInput;
  depends: readonly string[];
  parent: string | undefined;
  /** name -> blob */
  docs: [name: string, blob: string][];
  /** Runs a step; an error gets the row's number. */
  guard<T>(step: () => T): T;
}

/** How a row refers to a task: its ref, number or uuid. */
const reference = z.union([z.string(), z.int()]).transform(String);

const instant = z.custom<Instant>(isInstant, 'expected an instant such as 2026-07-30T14:30:00Z');

const rowSchema = () => {
  const { depends, parent, ...fields } = fieldInputs();
  return z.strictObject({
    ref: reference.optional(),
    uuid: z
      .uuid('expected a UUID')
      .transform((uuid) => uuid.toLowerCase())
      .optional(),
    id: z.unknown().optional(),
    description: z.string(),
    status: z.enum(STATUSES).optional(),
    entry: instant.optional(),
    modified: instant.optional(),
    start: instant.optional(),
    end: instant.optional(),
    annotations: z
      .array(z.looseObject({ id: z.string().optional(), at: instant, actor: z.string().optional(), text: z.string() }))
      .optional(),
    links: z.array(z.object({ type: z.enum(LINK_TYPES), uuid: z.string() })).optional(),
    handoff: z.object({ at: instant, actor: z.string(), session: z.string().optional(), note: z.string() }).optional(),
    source: z
      .object({ kind: z.string(), list: z.string().optional(), id: z.string(), url: z.string().optional() })
      .optional(),
    template: z.string().optional(),
    extra: z.record(z.string(), z.unknown()).optional(),
    spec: z.string().optional(),
    docs: z.record(z.string(), z.string()).optional(),
    depends: z
      .union([reference.transform((text) => text.split(/[,\s]+/).filter(Boolean)), z.array(reference)])
      .optional(),
    parent: reference.optional(),
    ...fields,
    acceptance: z
      .union([fields.acceptance.unwrap(), z.array(z.looseObject({ id: z.string(), text: z.string() }))])
      .optional(),
    scope: z
      .union([fields.scope.unwrap(), z.array(z.object({ repo: z.string().optional(), glob: z.string() }))])
      .optional(),
  });
};

/**
 * Reads every row before anything is written.
 * @throws BacklogError `invalid` naming the row and the field
 */
export async function prepareRows(
  context: Context,
  raw: readonly Record<string, unknown>[],
  existing: 'refuse' | 'skip' | 'update',
): Promise<ImportRow[]> {
  const schema = rowSchema();
  const rows: ImportRow[] = [];
  const refs = new Set<string>();
  for (const [index, value] of raw.entries()) {
    const number = index + 1;
    const present = typeof value.uuid === 'string' && context.queue.get(value.uuid.toLowerCase()) !== undefined;
    if (present && existing === 'skip') continue;
    if (present && existing === 'refuse') {
      refuse('conflict', `row ${number}, field uuid: task ${value.uuid as string} is here already`, {
        hint: 'Use existing: skip or update.',
        data: { row: number, field: 'uuid' },
      });
    }
    const row = await prepareRow(context, value, number, schema);
    for (const name of [row.ref, row.uuid]) {
      if (name === undefined) continue;
      if (refs.has(name))
        refuse('invalid', `row ${number}, field ref: "${name}" is used twice`, { data: { row: number, field: 'ref' } });
      refs.add(name);
    }
    rows.push(row);
  }
  return rows;
}

async function prepareRow(
  context: Context,
  raw: Record<string, unknown>,
  number: number,
  schema: ReturnType<typeof rowSchema>,
): Promise<ImportRow> {
  const { known, extra } = readRow(raw, number, Object.keys(fieldInputs()));
  if (raw.uuid === undefined) refuseUnknown(extra, number);
  const parsed = schema.safeParse(known);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue!.path.map(String).join('.');
    refuse('invalid', `row ${number}, field ${field}: ${missing(known, field) ? 'is required' : issue!.message}`, {
      data: { row: number, field },
    });
  }
  const guard = guardOf(number);
  const resolved = await resolveDates(parsed.data, context.clock).catch((error) =>
    guard(() => {
      throw error;
    }),
  );
  const {
    ref,
    uuid,
    id: _,
    description,
    status,
    entry,
    modified,
    start,
    end,
    annotations,
    links,
    handoff,
    source,
    template,
    spec,
    docs,
    depends,
    parent,
    ...rest
  } = resolved;
  const { acceptance, scope, extra: given, ...fields } = rest;
  const structured = { ...objects('acceptance', acceptance), ...objects('scope', scope) };
  const bodies = { ...docs, ...(spec === undefined ? {} : { [SPEC]: spec }) };
  const blobs = await Promise.all(
    Object.entries(bodies).map(
      async ([name, body]): Promise<[string, string]> => [name, await context.store.putBlob(body)],
    ),
  );
  const allExtra = { ...given, ...extra };
  return {
    number,
    ref,
    uuid,
    depends: depends ?? [],
    parent,
    docs: blobs,
    guard,
    fields: { ...fields, ...texts('acceptance', acceptance), ...texts('scope', scope) } as FieldInput,
    given: defined({
      ...structured,
      description: description.trim(),
      status,
      entry,
      modified,
      start,
      end: end ?? (status === 'completed' || status === 'deleted' ? (modified ?? entry) : undefined),
      annotations: annotations?.map((note, i) => ({
        ...note,
        id: note.id ?? `i${i + 1}`,
        actor: note.actor ?? 'system:import',
      })),
      links,
      handoff,
      source,
      template,
      extra: Object.keys(allExtra).length > 0 ? allExtra : undefined,
    }) as ImportRow['given'],
  };
}

/** A row that people or agents wrote (it has no uuid) may not have fields that nobody knows: they are typing errors. */
function refuseUnknown(extra: Record<string, unknown>, number: number): void {
  const [field] = Object.keys(extra);
  if (field === undefined) return;
  const names = rowFields(Object.keys(fieldInputs()));
  const close = nearest(field, names);
  refuse('invalid', `row ${number}, field ${field}: unknown field${close ? ` (did you mean "${close}"?)` : ''}`, {
    hint: `Fields: ${names.join(', ')}. Put anything else into extra.`,
    data: { row: number, field, nearest: close },
  });
}

function missing(known: Record<string, unknown>, field: string): boolean {
  return field !== '' && !field.includes('.') && known[field] === undefined;
}

type Listed = readonly (string | object)[] | undefined;

/** Criteria and scopes come as texts, which the fields' readers take, or as the records of an export, which stay. */
function objects(field: string, value: Listed): Record<string, unknown> {
  return value && value.length > 0 && typeof value[0] === 'object' ? { [field]: value } : {};
}

function texts(field: string, value: Listed): Record<string, unknown> {
  return value && value.length > 0 && typeof value[0] === 'string' ? { [field]: value } : {};
}

function defined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

function guardOf(number: number): ImportRow['guard'] {
  return (step) => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      throw new BacklogError(error.code, `row ${number}, ${error.message}`, {
        ...(error.hint ? { hint: error.hint } : {}),
        data: { row: number, ...error.data },
      });
    }
  };
}

/** Puts a row's task without its links to other tasks, which may come later in the import. */
export function putRow(tx: Tx, context: Pick<Context, 'queue'>, row: ImportRow, uuids: Map<string, string>): Task {
  const present = row.uuid === undefined ? undefined : tx.get('task', row.uuid);
  const uuid = row.uuid ?? tx.uuid();
  const blank = present ?? {
    uuid,
    id: tx.nextId('task'),
    status: row.fields.recur ? ('recurring' as const) : ('pending' as const),
    entry: tx.at,
  };
  const task = applyFields({ ...blank, modified: tx.at, ...row.given }, row.fields, context.queue, () => tx.uuid());
  tx.put('task', uuid, task);
  uuids.set(uuid, uuid);
  if (row.ref !== undefined) uuids.set(row.ref, uuid);
  return task;
}

/** Adds the row's dependencies and parent, which name rows of the import first and tasks of the queue second. */
export function linkRow(
  tx: Tx,
  context: Pick<Context, 'queue'>,
  row: ImportRow,
  task: Task,
  uuids: ReadonlyMap<string, string>,
): Task {
  if (row.depends.length === 0 && row.parent === undefined) return task;
  const find = (name: string) => uuids.get(name) ?? findTask(context.queue, name).uuid;
  const fields = {
    ...(row.depends.length > 0 ? { depends: row.depends.map(find) } : {}),
    ...(row.parent === undefined ? {} : { parent: find(row.parent) }),
  };
  const linked = applyFields(task, fields, context.queue, () => tx.uuid());
  tx.put('task', task.uuid, linked);
  return linked;
}
