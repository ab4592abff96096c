import type * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import type { Command, CommandRow } from '../../../commands/index.ts';
import { inputOf, usageHint } from '../../../domain/calls/door.ts';
import type { TokenQueue } from '../../../work/people/tokens.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Program, Streams } from '../io.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';

/**
 * A command that concerns this machine, not a queue: only the command line has it, neither MCP nor HTTP. Its words,
 * flags, help, completion and reference follow from the row, as for commands of the queue. `ACTS` has what it does.
 */
export interface MachineCommand extends CommandRow {
  where: 'machine';
  /** Which flags choose the queue of the call: `profile` also reads BACKLOG_PROFILE. Without it, none do. */
  place?: 'flags' | 'profile';
  /** Whether flags before the command's name differ from those behind it: `--as` before `token add` is the caller's. */
  ownFlags?: true;
  /** Whether the output is printed as it is, because it isn't lines for a person. */
  verbatim?: true;
}

/** A parsed line with its surroundings. */
export interface MachineCall<Input = Record<string, unknown>> {
  input: Input;
  /** The input as the person typed it. */
  said: ParsedArgs['input'];
  /** The whole call as a person types it after the program's name, for a refusal. */
  line: string;
  flags: ParsedArgs['flags'];
  /** Folder and environment are those of the chosen queue. */
  streams: Streams;
  program: Program;
  /** Returns the caller, whose token may be one of this queue. */
  caller(queue?: TokenQueue): Caller;
}

/** An exit code, a text, or an output. */
export type Answer = number | string | Said;

/** An output as a value and as text. */
export interface Said {
  json: unknown;
  text: string;
  /** Whether the text has colours. Its cells are then already harmless. */
  painted?: true;
  /** Whether the person declined, so that the text is for stderr and the exit code is 1. */
  declined?: true;
}

/** A command of the queue or of the machine. */
export type Row = Command | MachineCommand;

/** Declares a command of the machine. Its last word is one argument, unless it takes `several`. */
export function machine<const Name extends string, In extends z.ZodObject>({
  several = false,
  ...row
}: Omit<MachineCommand, 'where' | 'name' | 'input' | 'show'> & {
  name: Name;
  input: () => In;
  several?: boolean;
}): MachineCommand & { name: Name; input: () => In } {
  const field = several ? undefined : row.cli?.positional?.at(-1);
  const hint = usageHint(row.name);
  const cli = { ...row.cli, ...(field === undefined ? {} : { oneArgument: { field, hint } }) };
  return { ...row, where: 'machine', input: lazy(row.input), show: {}, cli };
}

/** Returns the fields of a parsed line as flags, for the line of another process. */
export function flagsOf(said: ParsedArgs['input']): string[] {
  return Object.entries(said).flatMap(([name, value]) =>
    value === false ? [] : [inputOf('cli', name), ...(value === true ? [] : [value])],
  );
}

/** What commands have in common whose output isn't lines for a person. */
export const PRINTS = { access: { effect: 'read' }, verbatim: true } as const;
