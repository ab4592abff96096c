import type * as z from 'zod';
import type * as inputs from '../calls/inputs.ts';
import type { Instant } from '../instant.ts';
import type { NamedRepository } from '../scope-text.ts';
import type { TaskDate } from '../task-date.ts';

/**
 * The parts from which schemas are built. Rows get them as an argument and don't import them. So a hook, which never
 * validates, can read the tables without loading zod.
 */
export interface SchemaVocabulary {
  z: Pick<typeof z, SchemaKind>;
  /** Schemas of command arguments. */
  inputs: typeof inputs;
  instant(): z.ZodType<Instant>;
  /** A day, or an instant. */
  date(): z.ZodType<TaskDate>;
  uuid(): z.ZodType<string>;
  /** IANA name of a time zone. */
  zone(): z.ZodType<string>;
  /** A map from names to texts. */
  texts(): z.ZodType<Record<string, string>>;
  /** Returns a schema for text of at most `max` characters. Error messages call the text `what`. */
  text(max: number, what: string): z.ZodString;
  /** Returns a schema for text of at most `max` characters on one line, without control characters. */
  line(max: number, what: string): z.ZodString;
}

/** The functions of zod that rows use. The whole library as an object would put all of it into every program. */
type SchemaKind =
  | ('array' | 'boolean' | 'custom' | 'enum' | 'int' | 'literal' | 'looseObject' | 'number' | 'object')
  | ('partialRecord' | 'record' | 'strictObject' | 'string' | 'union' | 'unknown' | 'uuid');

/** How filters compare a field. The attribute has the field's name. */
export type FieldComparison<Value> =
  /** A text. `person` is set if it names somebody, so that `@me` stands for the caller's names. */
  | { type: 'text'; matching: Matching; example: string; says?: string; person?: true }
  | { type: 'choice'; values: readonly string[]; ranked: boolean; example: string; says?: string }
  | { type: 'date' | 'number' | 'duration' | 'reference'; example: string; says?: string }
  /** An attribute with a set of texts. `texts` returns the set's elements if the value is not a list of texts. */
  | {
      type: 'set';
      matching: Matching;
      lists: boolean;
      example: string;
      says?: string;
      texts?(value: Value): readonly string[];
    };

/** Values that `attribute:value` finds: a prefix, the exact text, or also everything after a separator. */
export type Matching = 'prefix' | 'whole' | { below: string };

/** A field of a task. Types, schemas, imports, filters and documentation are derived from these rows. */
export interface FieldRow<Stored extends z.ZodType = z.ZodType, Row extends z.ZodType = z.ZodType> {
  /** Description of the field, for documentation. */
  doc: string;
  /** The schema of the stored value. It is `.optional()` unless every task has the field. */
  schema: (v: SchemaVocabulary) => Stored;
  /** Set if Taskwarrior has the field under this name. */
  taskwarrior?: true;
  /** Set if elements of the field change one by one, so that two concurrent writers can each add one. */
  set?: true;
  /**
   * Set if rules of autonomy may choose by the field: only a person changes it while a run has the task, if a rule has a
   * filter. By every other field, also one of another tool, an agent could choose the rule for its own result, so no rule
   * lands by it.
   */
  ofRules?: 'guarded';
  /** Set if the field belongs to this task's own history. A copy of the task does not get such a field. */
  own?: true;
  /** Schema of the value in an imported row, if it differs from the argument and the stored value. */
  row?: (v: SchemaVocabulary) => Row;
  ask?: FieldComparison<Present<Stored>>;
  /** Adds the filter attribute `name.count`. `of` names the counted elements. */
  count?: { of: string; example: string };
  /** Formats the value for task_info. Missing if task_info shows the field in another way. */
  info?(value: Present<Stored>, repositories: readonly NamedRepository[]): string;
}

/** A field that commands set. `argument` is the accepted input, and `read` converts it to the stored value. */
export interface SettableRow<
  Stored extends z.ZodType = z.ZodType,
  Argument extends z.ZodType = z.ZodType,
  Row extends z.ZodType = Argument,
> extends FieldRow<Stored, Row> {
  argument: (v: SchemaVocabulary) => Argument;
  /** Short help text for models and for `--help`. */
  help: string;
  /** The help text for a new task, if it differs. */
  helpNew?: string;
  /**
   * Converts the argument to the stored value; undefined clears the field. Without `read`, the argument is stored
   * unchanged. Dates are already resolved.
   */
  read?(written: Present<Argument> | Present<Row>, reading: FieldReaders<Present<Stored>>): Present<Stored> | undefined;
}

type Present<Schema extends z.ZodType> = NonNullable<z.output<Schema>>;

/** Functions for a field's `read`, which callers in higher layers provide. Each function refuses invalid input. */
export interface FieldReaders<Value> {
  /** The task's current value. */
  present?: Value | undefined;
  /** True if the value comes from an imported file. Such a file may contain values that commands refuse. */
  imported?: boolean;
  /** The name of the caller. */
  caller: string;
  /** Returns the uuid of the task that an id names. */
  task(text: string): string;
  /** Returns the id of the open goal that a text names. */
  goal(text: string): string;
  scope(written: readonly (string | { repo?: string | undefined; glob: string })[]): {
    repo?: string | undefined;
    glob: string;
  }[];
  duration(text: string): string;
  recurrence(text: string): string;
  /** Returns the name of a check. Refuses a name that no setting defines. */
  check(name: string): string;
  /** Returns the description of a virtual tag, or undefined if no virtual tag has the name. */
  virtualTag(name: string): string | undefined;
  uuid(): string;
}

/** Declares a field that only Backlog or an import sets. */
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
