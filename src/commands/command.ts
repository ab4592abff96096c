import type * as z from 'zod';
import { type PathUse, pathUse } from '../domain/inputs.ts';
import { lazy } from '../domain/lazy.ts';
import type { Task } from '../domain/task.ts';
import { harmless } from '../text/safe.ts';
import type { Screen } from '../text/screen/screen.ts';
import type { Context, Write } from '../work/workspace/context.ts';
import type { PersonAct } from '../work/workspace/people.ts';

/** The sets of tools a client can choose from with BACKLOG_TOOLS; `admin` is left to the CLI unless it is named. */
export const TOOLSETS = ['core', 'queue', 'plan', 'runs', 'admin'] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** What of a command a person can attach to a conversation by its address. */
export interface CommandResource {
  /** `backlog://task/{id}`: what is in braces is an input of that name. */
  uri: string;
  title: string;
  /** The other inputs. */
  input?: Readonly<Record<string, unknown>>;
  mimeType?: 'text/plain' | 'text/markdown';
  /** All of it, as a command line gets it, not a page with the call for the next one. */
  whole?: true;
}

/** The tasks that a call would change, and the input that means these whatever changes meanwhile. */
export interface Meant {
  tasks: readonly Task[];
  input: Record<string, unknown>;
}

/**
 * One thing a user can do. MCP tools, CLI verbs and web routes are made by looping over the table of these;
 * none of them knows a single command.
 */
export interface Command<Input = Record<string, unknown>, Output = unknown> {
  /** Noun and verb in snake case; the CLI says it with blanks (`task_doc_write` is `backlog task doc write`). */
  name: string;
  title: string;
  /** For a model that chooses among tools: what it does and when to use it, in at most two sentences. */
  summary: string;
  toolset: Toolset;
  /** `read` leaves the log as it is, `destructive` takes away what an undo cannot bring back. */
  effect: 'read' | 'write' | 'destructive';
  /** Only a terminal may call it, since it plants what is executed later, or names files of the machine: no page can. */
  terminal?: true;
  /** What a token must allow; by its effect unless said. */
  right?: 'review';
  /** Calling it twice is the same as calling it once. */
  idempotent?: boolean;
  /** Runs although the store cannot be opened; it then sees an empty one. Never makes a workspace. */
  onDamage?: true;
  /** Schema of the arguments; built once, at the first call. */
  input: () => z.ZodObject;
  /** What its input may be over HTTP, where it takes contents: bytes of the body, and values in it. */
  takes?: { bytes: number; values?: number };
  /** Schema of what `run` hands back; JSON on every door is that value. */
  output: () => z.ZodType;
  /** Its text is of use only whole: who cannot get all of it is told so, and gets no part. */
  whole?: true;
  /** It answers a list: where in the output its rows are, and which of their fields a table shows unless others are named. */
  rows?: {
    of: string;
    columns: readonly string[];
    /** Its text does not say that there are more: a command line does, on stderr. Other doors get a line (`moreLine`). */
    pages?: true;
    /** The rows, where they are not that field alone. */
    read?(output: Output): readonly object[];
    /** What the rows do not say; unless said, how many more there are by `total`, `next` and `more`. */
    note?(output: Output): string | undefined;
  };
  /** What it hands back as bytes, with their media type: written as they are where no terminal is, and a resource's content. */
  bytes?(output: Output): { type: string; bytes: Uint8Array } | undefined;
  /** The text of a file of it, byte for byte: what a command line writes where no terminal is. */
  file?(output: Output): string | undefined;
  /** What whoever keeps that file has to know: a command line says it on stderr. */
  caution?(output: Output): string | undefined;
  /** How many of them there are, where that is known without reading them. */
  size?(context: Context, input: Input): number | undefined;
  /** The row of the table of people's acts: every door asks it before the command runs, or a terminal asks for a yes. */
  forPeople?: PersonAct;
  /**
   * Was there nothing to act on? The command line then says so on stderr and exits 1, so that scripts can go by it. Of what only reads, an
   * empty list is an answer.
   */
  nothing?(output: Output): boolean;
  /** Fields that the CLI also takes by position, in order; the last may take all remaining words. */
  positional?: readonly string[];
  /** Of these the one that is a single argument of the shell: further words are refused, with what to do instead. */
  quoted?: { field: string; hint: string };
  resources?: readonly CommandResource[];
  /** Several verbs in one tool, which people have by themselves: lists for people leave it out. */
  forModels?: true;
  /** Other words that call it on a command line: `runs` for `run list`. */
  aliases?: readonly string[];
  /** They mean it only where the next word fits: `diff 12` is of a task, `diff r7` of a run. */
  aliasFor?: RegExp;
  /** At a command line ids, ranges and filters say which tasks it acts on, and many of them want a yes. */
  selects?: {
    /** The field that takes them. */
    field: string;
    /** It takes one task only: the command runs once for each, the most urgent first. */
    each?: true;
    /** A filter may have selected what nobody thought of: a yes for any number of tasks that one selects. */
    careful?: true;
    /** What a call would act on, where the field does not say it by itself, and the input that means exactly this. */
    meant?(context: Context, input: Record<string, unknown>): Promise<Meant>;
  };
  /** At a terminal one of its fields is a text that a person edits, and another the text as it was before. */
  edits?: {
    document: string;
    before: string;
    draft(context: Context, input: Record<string, unknown>): Promise<string>;
  };
  /** Words without a verb mean it: an id, or a filter. */
  implied?: 'id' | 'filter';
  /** Other commands that show the same selection in another way, by the flag that asks for them: `list --tree`. */
  views?: Readonly<Record<string, string>>;
  /** What a command line shows that names it and nothing else: another command, and its words. */
  alone?: { name: string; words: readonly string[] };
  /** What the program's name alone shows at a terminal: of one command. */
  bare?: true;
  /** Those of them that on a terminal watch without being asked. */
  live?: readonly string[];
  /** What `--watch` shows after it, instead of the command itself once more: for commands that begin something. */
  watch?(output: Output): { name: string; input: Record<string, unknown> };
  /** Is there nothing more to come? Then watching it ends by itself. */
  settled?(output: Output): boolean;
  /** Examples for `--help`, as CLI lines without the program's name. */
  examples?: readonly string[];
  run(context: Context, input: Input): Promise<Output>;
  /** The output as a person or a model reads it; what is in it from others cannot act on a terminal. */
  text(output: Output, context: Context): string;
  /** Its text is sentences: at a terminal a line is broken between words, and goes on as far in as it began. Not for what is copied whole. */
  prose?: true;
  /** The same laid out for a terminal, where that reads better than `text`; loads what it needs when it is called. */
  screen?(output: Output, context: Context, screen: Screen): Promise<string>;
}

interface Definition<Schema extends z.ZodObject, Output>
  extends Omit<Command<z.infer<Schema>, Output>, 'input' | 'run'> {
  input: () => Schema;
  run(context: Context, input: z.infer<Schema>, write: Write): Promise<Output>;
}

/** Does it change nothing anywhere, neither the log nor a file? Only that is had by GET, by a right to read, or said to be read-only. */
export function onlyReads(command: Pick<Command, 'effect' | 'input'>): boolean {
  return command.effect === 'read' && pathFields(command).every(({ use }) => use === 'read');
}

export interface PathField {
  field: string;
  schema: z.core.$ZodType;
  use: PathUse;
}

/** The fields of its input that take a path, and what is done with the file there. */
export function pathFields({ input }: Pick<Command, 'input'>): PathField[] {
  return Object.entries(input().shape).flatMap(([field, schema]) => {
    const use = pathUse(schema);
    return use ? [{ field, schema, use }] : [];
  });
}

/** Declares a command: what `run` gets is what `input` describes, and what it writes goes by the command's name. */
export function defineCommand<Schema extends z.ZodObject, Output>(command: Definition<Schema, Output>): Command {
  const text: typeof command.text = (output, context) => harmless(command.text(output, context));
  const run = (context: Context, input: z.infer<Schema>) =>
    command.run(context, input, (fn) => context.write(command.name, fn));
  return { ...command, run, text, input: lazy(command.input) } as unknown as Command;
}
