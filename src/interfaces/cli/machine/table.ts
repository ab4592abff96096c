import type * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { COMMANDS } from '../../../commands/index.ts';
import { PERSON_ROWS } from './person-rows.ts';
import { PRINT_ROWS } from './print-rows.ts';
import { PROGRAM_ROWS } from './program-rows.ts';
import { QUEUE_ROWS } from './queue-rows.ts';
import type { MachineCall, MachineCommand, Row } from './row.ts';
import { STORE_ROWS } from './store-rows.ts';

/** The commands of the machine, in the order of help. */
const TABLE = [...PROGRAM_ROWS, ...PRINT_ROWS, ...PERSON_ROWS, ...QUEUE_ROWS, ...STORE_ROWS] as const;

export const MACHINE: readonly MachineCommand[] = TABLE;

/** The commands of the machine with the types of their names and inputs. */
export type MachineRow = (typeof TABLE)[number];

/** A call of the command with this name. */
export type CallOf<Name extends MachineRow['name']> = MachineCall<
  z.output<ReturnType<Extract<MachineRow, { name: Name }>['input']>>
>;

/** Every command of a command line: those of the queue, then those of the machine. */
export const ROWS: readonly Row[] = [...COMMANDS, ...MACHINE];

/** Returns the command with this name. */
export const rowNamed = (name: string): Row | undefined => byName().get(name);

/** The commands by name. Each line asks for several names. */
const byName = lazy(() => new Map(ROWS.map((row) => [row.name, row])));
