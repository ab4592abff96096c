import type * as z from 'zod';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Task } from '../../domain/task.ts';
import { readRow } from '../../sources/row.ts';
import { resolveDates } from '../task/dates.ts';
import { SPEC } from '../task/docs.ts';
import type { FieldInput } from '../task/fields.ts';
import type { Context } from '../workspace/context.ts';
import { rowFields, rowSchema } from './row-schema.ts';

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
  const guard = guardOf(number);
  const { known, extra } = readRow(raw, number, rowFields());
  if (raw.uuid === undefined) refuseUnknown(extra, number);
  const row = parseRow(schema, known, number);
  const resolved = await guard(() => resolveDates(row, context.clock));
  const { ref, uuid, id: _, depends, parent, spec, docs, ...rest } = resolved;
  const { given, fields } = splitFields(rest, extra);
  const bodies = { ...docs, ...(spec === undefined ? {} : { [SPEC]: spec }) };
  return {
    number,
    ref,
    uuid,
    depends: depends ?? [],
    parent,
    given,
    fields,
    docs: await storeBodies(context, bodies),
    guard,
  };
}

type ParsedRow = z.infer<ReturnType<typeof rowSchema>>;

function parseRow(schema: ReturnType<typeof rowSchema>, known: Record<string, unknown>, number: number): ParsedRow {
  const parsed = schema.safeParse(known);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue!.path.map(String).join('.');
  return refuse('invalid', `row ${number}, field ${field}: ${missing(known, field) ? 'is required' : issue!.message}`, {
    data: { row: number, field },
  });
}

/** Tells what commands set as arguments from what only an import says of a task. */
function splitFields(
  row: Omit<ParsedRow, 'ref' | 'uuid' | 'id' | 'depends' | 'parent' | 'spec' | 'docs'>,
  unknown: Record<string, unknown>,
): Pick<ImportRow, 'given' | 'fields'> {
  const {
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
    extra,
    ...fields
  } = row;
  const closed = status === 'completed' || status === 'deleted';
  const allExtra = { ...extra, ...unknown };
  const given = {
    description: description.trim(),
    status,
    entry,
    modified,
    start,
    end: end ?? (closed ? (modified ?? entry) : undefined),
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
  };
  return { given: defined(given) as ImportRow['given'], fields };
}

async function storeBodies(context: Context, bodies: Record<string, string>): Promise<[string, string][]> {
  const stored = Object.entries(bodies).map(
    async ([name, body]): Promise<[string, string]> => [name, await context.store.putBlob(body)],
  );
  return Promise.all(stored);
}

/** A row that people or agents wrote (it has no uuid) may not have fields that nobody knows: they are typing errors. */
function refuseUnknown(extra: Record<string, unknown>, number: number): void {
  const [field] = Object.keys(extra);
  if (field === undefined) return;
  const names = rowFields();
  const close = nearest(field, names);
  refuse('invalid', `row ${number}, field ${field}: unknown field${close ? ` (did you mean "${close}"?)` : ''}`, {
    hint: `Fields: ${names.join(', ')}. Put anything else into extra.`,
    data: { row: number, field, nearest: close },
  });
}

function missing(known: Record<string, unknown>, field: string): boolean {
  return field !== '' && !field.includes('.') && known[field] === undefined;
}

function defined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

/** Names the row in whatever its steps refuse, whether they answer at once or later. */
function guardOf(number: number): ImportRow['guard'] {
  const named = (error: unknown): never => {
    if (!(error instanceof BacklogError)) throw error;
    throw new BacklogError(error.code, `row ${number}, ${error.message}`, {
      ...(error.hint ? { hint: error.hint } : {}),
      data: { row: number, ...error.data },
    });
  };
  return (step) => {
    try {
      const result = step();
      return result instanceof Promise ? (result.catch(named) as typeof result) : result;
    } catch (error) {
      return named(error);
    }
  };
}
