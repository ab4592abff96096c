import { basename } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { refuse } from '../../domain/errors.ts';
import {
  bootId,
  hasVariable,
  localHost,
  type ProcessFacts,
  pidNamespace,
  processFacts,
  startIsFixed,
  thisMachine,
} from './process-facts.ts';

/**
 * Returns the identity of a process of this machine. Undefined if the process doesn't exist, or if the platform can't
 * report it.
 */
export function processId(pid: number = process.pid): ProcessId | undefined {
  const facts = processFacts(pid);
  return facts && identityOf(facts);
}

/**
 * Returns the identity of this process for a record, so that other processes can check whether it is alive.
 * @throws BacklogError `store` if the platform can't report it
 */
export function ownIdentity(): ProcessId {
  return (
    processId() ??
    refuse('store', "can't start runs: this system doesn't identify processes", {
      hint: 'Runs need /proc, or a ps that prints `ps -o lstart= -p 1` (procps, macOS, BSD): install one, or put it first in PATH.',
    })
  );
}

function identityOf({ pid, start }: ProcessFacts): ProcessId {
  const namespace = pidNamespace();
  return {
    host: localHost(),
    machine: thisMachine(),
    boot: bootId() ?? UNKNOWN_BOOT,
    pid,
    start,
    ...(namespace ? { namespace } : {}),
  };
}

const UNKNOWN_BOOT = 'unknown';

/**
 * Checks whether a process ran on this machine. Hosts can share a name, and copies of a virtual machine can share an id,
 * so both must be equal.
 */
export function isOnThisMachine({ host, machine = thisMachine() }: Pick<ProcessId, 'host' | 'machine'>): boolean {
  return host === localHost() && machine === thisMachine();
}

/**
 * Checks whether a process of a queue's record ran on this machine.
 * @param boots as in {@link isAlive}
 */
export function isHere(known: ProcessId, boots?: readonly string[]): boolean {
  return isOnThisMachine(known) && !(boots && isBootId(bootId()) && !boots.includes(known.boot));
}

/**
 * Checks whether a process is alive.
 * @param boots the boots of this machine, for a process that a queue on a server names: copies of a machine share its id
 * and its host's name, so only a boot proves where a process ran. `aliveIn` gives them.
 * @returns false only if this is certain: the machine was restarted, the number is unused, the process is a zombie, or
 * its start time differs; undefined if this machine can't determine it, for example for a process of another machine
 */
export function isAlive(known: ProcessId, boots?: readonly string[]): boolean | undefined {
  if (!isHere(known, boots)) return undefined;
  const boot = bootId();
  const sameBoot = known.boot === (boot ?? UNKNOWN_BOOT);
  if (!sameBoot && isBootId(boot) && isBootId(known.boot)) return false;
  const facts = exists(known.pid) ? processFacts(known.pid) : 'none';
  const sameStart = facts !== 'none' && facts?.start === known.start;
  if (sameBoot && sameStart && known.namespace === undefined) return !facts.ended;
  if (known.namespace !== pidNamespace()) return undefined;
  if (facts === 'none' || facts?.ended) return false;
  if (facts === undefined || !isStart(known.start)) return undefined;
  if (sameStart) return sameBoot || undefined;
  return startIsFixed() ? false : undefined;
}

/**
 * Checks whether a start time has the form that this version writes. Earlier versions wrote the output of ps and
 * sysctl, which depends on time zone and language.
 */
const isStart = (start: string): boolean => /^\d+$/.test(start);
const isBootId = (boot: string | undefined): boolean =>
  boot !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(boot);

/** Checks whether a process has this number, also one of another user. */
export function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

/** Maximum number of ancestors to read, in case the chain of parents contains a circle. */
const ANCESTORS = 32;

/**
 * Returns the program that called this process. Skips a shell that only forked itself, as for `$( … )` or a pipe.
 * @param mark an environment variable that agents set in their shells; skips shells that have it, because an agent
 * starts a new shell for each call
 */
export function callingProcess(mark?: string): ProcessId | undefined {
  let caller = processFacts(process.ppid);
  for (let i = 0; caller && i < ANCESTORS; i++) {
    const parent = caller.parent > 1 ? processFacts(caller.parent) : undefined;
    if (!parent || !(isFork(caller, parent) || (mark !== undefined && isAgentsShell(caller, mark)))) break;
    caller = parent;
  }
  return caller && identityOf(caller);
}

/** Returns the ancestors of this process that the platform reports, the nearest first. */
export function ancestorProcesses(): ProcessId[] {
  const found: ProcessId[] = [];
  for (let pid = process.ppid; pid > 1 && found.length < ANCESTORS; ) {
    const facts = processFacts(pid);
    const id = facts && identityOf(facts);
    if (!facts || !id) break;
    found.push(id);
    pid = facts.parent;
  }
  return found;
}

function isFork(child: ProcessFacts, parent: ProcessFacts): boolean {
  const command = child.command();
  return command !== '' && command === parent.command();
}

/**
 * Checks whether a process is a shell that an agent started. macOS hides the environment of shells, so without /proc
 * every shell counts.
 */
function isAgentsShell(of: ProcessFacts, mark: string): boolean {
  if (hasVariable(of, mark)) return true;
  return process.platform !== 'linux' && SHELL.test(basename(of.command().split(' ', 1)[0]!));
}

const SHELL = /^-?(?:ba|da|fi|k|mk|pdk|tc|z|c)?sh$/;
