import { hostname } from 'node:os';
import { basename } from 'node:path';
import { lazy } from '../../base/lazy.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { refuse } from '../../domain/errors.ts';
import { bootId, hasVariable, type ProcessFacts, pidNamespace, processFacts, startIsFixed } from './process-facts.ts';

export const localHost = lazy(hostname);

/** Identity of a process of this host, by default this one; undefined when there is none or it cannot be told. */
export function processId(pid: number = process.pid): ProcessId | undefined {
  const facts = processFacts(pid);
  return facts && identityOf(facts);
}

/**
 * The identity of this process, for work that outlives its caller: whether it still lives must be decidable.
 * @throws BacklogError `store` where the platform does not tell
 */
export function ownIdentity(): ProcessId {
  return (
    processId() ??
    refuse('store', 'runs cannot be started here: this system does not tell one process from another', {
      hint: 'Runs need /proc, or a ps that prints `ps -o lstart= -p 1` (procps, macOS, BSD): install one, or put it before others in PATH.',
    })
  );
}

function identityOf({ pid, start }: ProcessFacts): ProcessId {
  const namespace = pidNamespace();
  return { host: localHost(), boot: bootId() ?? UNKNOWN_BOOT, pid, start, ...(namespace ? { namespace } : {}) };
}

const UNKNOWN_BOOT = 'unknown';

/**
 * Does a process still live? false only where that is proved: another boot, no such number among the same processes, a zombie, or
 * another start. undefined for one on another host or in another pid namespace, for an identity as earlier builds spelled it, and when
 * the platform does not tell.
 */
export function isAlive(known: ProcessId): boolean | undefined {
  if (known.host !== localHost()) return undefined;
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

/** The form that this build writes. Earlier builds wrote the text of ps and sysctl, which depends on zone and language. */
const isStart = (start: string): boolean => /^\d+$/.test(start);
const isBootId = (boot: string | undefined): boolean =>
  boot !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(boot);

/** Has any process this number? */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Ancestors that are looked at, at most: a chain of processes is short, and a broken one must end. */
const ANCESTORS = 32;

/**
 * The program that called this one, for as long as it lives. A shell that merely forked itself (`$( … )`, a pipe) is the
 * script it came from; with `mark`, what runs under that variable of the environment is its agent, not the shell of one call.
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

/** The processes that this one came from, the nearest first, as far as the platform tells. */
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

/** macOS hides the environment of the programs that it ships, its shells among them: where there is no /proc, any shell is the agent's. */
function isAgentsShell(of: ProcessFacts, mark: string): boolean {
  if (hasVariable(of, mark)) return true;
  return process.platform !== 'linux' && SHELL.test(basename(of.command().split(' ', 1)[0]!));
}

const SHELL = /^-?(?:ba|da|fi|k|mk|pdk|tc|z|c)?sh$/;
