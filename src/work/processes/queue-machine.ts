import { randomUUID } from 'node:crypto';
import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { onMachine } from '../../claims/index.ts';
import type { Alive } from '../../domain/session-processes.ts';
import { readableFile, type Store, sha256, writeSmallFile } from '../../store/index.ts';
import { bootId, localHost, thisMachine } from './process-facts.ts';
import { isAlive, isHere } from './processes.ts';

/** Name of the file with this machine's identity, in the folder of a queue that is on a server. */
const FILE = 'machine.json';
/** Maximum number of boots that the file keeps, the newest. */
const MOST_BOOTS = 200;

type Queue = Pick<Store, 'dir' | 'address'>;

/** One of the machines that share a queue on a server. Each folder of the queue is a machine of its own. */
export interface QueueMachine {
  id: string;
  /** The ids of the boots in which the machine used the queue. Empty if the platform has none. */
  boots: readonly string[];
}

/** The operating system's facts about this machine. */
interface System {
  machine: string;
  boot: string | undefined;
}

const known = new Map<string, QueueMachine>();
/** The ids that this process used while the folder was missing. */
const given = new Map<string, string>();

/** Returns this machine in a queue on a server; undefined for a queue on a disk, which has one machine. */
export function machineIn({ dir, address }: Queue): QueueMachine | undefined {
  return address === undefined ? undefined : machineOf(dir);
}

/**
 * Returns the identity of this machine that belongs to a folder of a queue. While the folder is missing, which only a
 * write makes, it is the same for each process; the first write of a process that used it keeps it.
 */
export function machineOf(dir: string): QueueMachine {
  const system = { machine: thisMachine(), boot: bootId() };
  const found = known.get(dir) ?? readMachine(join(dir, FILE), system, given.get(dir));
  if (found) {
    known.set(dir, found);
    return found;
  }
  const id = sha256(`${system.machine} ${dir}`).slice(0, 32);
  given.set(dir, id);
  return { id, boots: system.boot === undefined ? [] : [system.boot] };
}

/**
 * Reads the identity of a machine, or makes it, and adds the present boot. It is random, because copies of a machine
 * share its id, its host's name and the paths of its files.
 * @param wanted the id of a machine that has none yet
 * @returns undefined if the folder can't be written
 */
export function readMachine(
  file: string,
  { machine, boot }: System,
  wanted: string = randomUUID(),
): QueueMachine | undefined {
  try {
    const text = readableFile(file);
    const stored = parsed(text);
    // A folder that was copied to another machine isn't the folder of that machine's runs.
    const mine = stored?.machine === machine ? stored : undefined;
    if (mine && (boot === undefined || mine.boots.includes(boot))) return mine;
    const { id, boots } = mine ?? { id: wanted, boots: [] };
    const made = { id, machine, boots: [...boots, ...(boot === undefined ? [] : [boot])].slice(-MOST_BOOTS) };
    if (text === undefined) writeSmallFile(file, made, linkSync);
    else writeSmallFile(file, made);
    return made;
  } catch {
    // Another process has just made the file, or nobody can.
    const stored = parsed(readableFile(file));
    return stored?.machine === machine ? stored : undefined;
  }
}

/** Reads a machine's file. @returns undefined for a missing or damaged one */
function parsed(text: string | undefined): (QueueMachine & { machine: string }) | undefined {
  const read = text === undefined ? {} : readJsonText(text);
  const { id, machine, boots } = 'value' in read && isObject(read.value) ? read.value : {};
  return typeof id === 'string' && typeof machine === 'string' && areTexts(boots) ? { id, machine, boots } : undefined;
}

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** Returns a caller's holder in a queue: on a server, that of a person or a token belongs to its machine. */
export function holderIn(queue: Queue, holder: string): string {
  const machine = machineIn(queue);
  return machine ? onMachine(holder, { host: localHost(), id: machine.id }) : holder;
}

/** Returns the function that checks whether processes of a queue's records are alive. */
export function aliveIn(queue: Queue): Alive {
  return (process) => isAlive(process, machineIn(queue)?.boots);
}

/** Names the host of a process if it is another machine; undefined for a process of this machine. */
export type OtherHost = (process: ProcessId | undefined) => string | undefined;

/** Returns the function that names other machines of a queue. Two machines can have one name. */
export function otherHostIn(queue: Queue): OtherHost {
  return (process) => {
    if (process === undefined || isHere(process, machineIn(queue)?.boots)) return undefined;
    return process.host === localHost() ? `${process.host} (another machine of this name)` : process.host;
  };
}
