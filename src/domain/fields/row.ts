import type * as z from 'zod';
import type * as inputs from '../calls/inputs.ts';
import type { Instant } from '../instant.ts';
import type { NamedRepository } from '../scope-text.ts';

/**
 * What schemas are made of. Rows get it as an argument and import none of it, so that a hook, which never validates, can read the
 * tables without loading zod.
 */
export interface SchemaVocabulary {
  z: typeof z;
  /** The spellings of arguments. */
  inputs: typeof inputs;
  instant(): z.ZodType<Instant>;
  uuid(): z.ZodType<string>;
  /** IANA name of a time zone. */
  zone(): z.ZodType<string>;
  /** Texts by their names. */
  texts(): z.ZodType<Record<string, string>>;
  /** At most `max` characters; `what` names it in the complaint. */
  text(max: number, what: string): z.ZodString;
  /** The same on one line, without control characters. */
  line(max: number, what: string): z.ZodString;
}

/** How a filter asks for a field; the attribute has the field's name. */
export type Ask<Value> =
  | { type: 'text'; matching: Matching; example: string; says?: string }
  | { type: 'choice'; values: readonly string[]; ranked: boolean; example: string; says?: string }
  | { type: 'date' | 'number' | 'duration' | 'reference'; example: string; says?: string }
  /** `texts`: what the set consists of, when the value is no list of texts. `count`: there is an attribute `name.count`, too. */
  | {
      type: 'set';
      matching: Matching;
      lists: boolean;
      example: string;
      says?: string;
      texts?(value: Value): readonly string[];
    };

/** What `attribute:value` means: the start of the text, the whole text, or the whole with everything below a separator. */
export type Matching = 'prefix' | 'whole' | { below: string };

/** A field of a task. Everything that must know the fields reads these rows: types, schemas, imports, filters, documents. */
export interface FieldRow<Stored extends z.ZodType = z.ZodType, Row extends z.ZodType = z.ZodType> {
  /** What it says of the task. */
  doc: string;
  /** What may be stored; `.optional()` unless every task has it. */
  schema: (v: SchemaVocabulary) => Stored;
  /** Taskwarrior has it under this name. */
  taskwarrior?: true;
  /** Its elements change one by one, so that two writers can both add one. */
  set?: true;
  /** Belongs to the life of this one task: a copy does not get it. */
  own?: true;
  /** What an imported row may hold, when that is not what an argument or the store holds. */
  row?: (v: SchemaVocabulary) => Row;
  ask?: Ask<Present<Stored>>;
  /** A filter can compare how many there are, as `name.count`; `of` says what is counted. */
  count?: { of: string; example: string };
  /** As task_info tells it; left out when task_info tells it in another way. */
  info?(value: Present<Stored>, repositories: readonly NamedRepository[]): string;
}

/** A field that commands set: `argument` is how it is spelled, `read` makes of that what is stored. */
export interface SettableRow<
  Stored extends z.ZodType = z.ZodType,
  Argument extends z.ZodType = z.ZodType,
  Row extends z.ZodType = Argument,
> extends FieldRow<Stored, Row> {
  argument: (v: SchemaVocabulary) => Argument;
  /** For a model and for `--help`, in a few words. */
  help: string;
  /** The same for a task that is only being made, where that is another thing to say. */
  helpNew?: string;
  /** Without it the argument is stored as it comes; undefined clears the field. Dates arrive resolved. */
  read?(written: Present<Argument> | Present<Row>, reading: FieldReaders<Present<Stored>>): Present<Stored> | undefined;
}

type Present<Schema extends z.ZodType> = NonNullable<z.output<Schema>>;

/** What a reader may ask for; it belongs to higher floors, which hand it down. Each refuses what it cannot read. */
export interface FieldReaders<Value> {
  /** What the task has now. */
  present?: Value | undefined;
  /** It comes from a file of somebody, which may hold what nobody can say here. */
  imported?: boolean;
  /** The uuid of the task that a text names. */
  task(text: string): string;
  scope(written: readonly (string | { repo?: string | undefined; glob: string })[]): {
    repo?: string | undefined;
    glob: string;
  }[];
  duration(text: string): string;
  recurrence(text: string): string;
  /** The name of a check, if settings define it. */
  check(name: string): string;
  /** What a virtual tag of that name means; undefined when there is none. */
  virtualTag(name: string): string | undefined;
  /** A random UUID. */
  uuid(): string;
}

/** Declares a field that only the product itself writes, or an import. */
export function kept<Stored extends z.ZodType, Row extends z.ZodType = Stored>(
  row: FieldRow<Stored, Row>,
): FieldRow<Stored, Row> {
  return row;
}

/** Declares a field that commands set. */
export function settable<Stored extends z.ZodType, Argument extends z.ZodType, Row extends z.ZodType = Argument>(
  row: SettableRow<Stored, Argument, Row>,
): SettableRow<Stored, Argument, Row> {
  return row;
}
