import type { ProcessId } from '../base/process-id.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Claim } from '../domain/records.ts';

/** Checks whether `holder` is `ancestor` or below it. Holders are paths: `session`, `session/agent`, `run:<id>`. */
export function isWithin(holder: string, ancestor: string): boolean {
  // Without a new text: a claim is compared with a thousand others.
  return holder === ancestor || (ancestor !== '' && holder[ancestor.length] === '/' && holder.startsWith(ancestor));
}

/** Returns the holder of a subagent. It is below the holder of the session or agent that launched the subagent. */
export function agentHolder(launcher: string, agent: string): string {
  return `${launcher}/${agent}`;
}

/** Returns the holder for a run and for all processes that it starts. */
export function runHolder(run: string): string {
  return `run:${run}`;
}

/** Checks whether a holder is a run, or a process that a run started. */
export function isRuns(holder: string): boolean {
  return holder.startsWith(runHolder(''));
}

/**
 * Returns the holder for a program without a session. It is valid until the program's process ends. It can't be
 * confused with a session id, because no session id contains an at sign.
 */
export function processHolder(name: string, { pid, start }: Pick<ProcessId, 'pid' | 'start'>): string {
  return `${name}@${pid}-${start}`;
}

/**
 * Checks whether a holder is a person or a script, whose claims end with a process. A session's claims are renewed
 * instead.
 */
export function isOfProcess(holder: string): boolean {
  return /^(human|system|ai):[^/]+$|^[^/]+@\d+-[^/]*$/.test(holder);
}

/**
 * Returns the holder for a person or a token in a queue of several machines: people with the same login name, and one
 * person on two machines, are different holders. No name of a person contains a tilde. Other holders are unique anyway.
 * @param id the machine's id, since machines can share a name
 */
export function onMachine(holder: string, { host, id }: { host: string; id: string }): string {
  if (!/^(human|system|ai):[^/~]+$/.test(holder)) return holder;
  return `${holder}~${host.replace(/[^\w.-]/g, '-')}~${id.replace(/-/g, '').slice(0, 8)}`;
}

/** Splits the name of a holder on a machine: `ada~laptop~3f2a9c1d`. */
function machineOf(name: string): { name: string; host?: string } {
  const [owner = '', host] = name.split('~');
  return host === undefined ? { name: owner } : { name: owner, host };
}

/** Checks whether two holders have the same label, because their machines have the same name. */
export function isNamesake(a: string, b: string): boolean {
  return a !== b && a.includes('~') && holderLabel(a) === holderLabel(b);
}

/** Returns the first part of a holder: its session, run, person or process. */
export function sessionOf(holder: string): string {
  return holder.split('/', 1)[0]!;
}

/** Returns the holder that reserves a task and its files for a subagent, from the subagent's launch until its start. */
export function dispatchHolder(launcher: string, token: string): string {
  return `${launcher}/${DISPATCH}${token}`;
}

export function isDispatch(holder: string): boolean {
  return holder.includes(`/${DISPATCH}`);
}

/**
 * Checks whether `holder` is a reservation that this launcher made for a subagent. The reservation's claim doesn't
 * block the launcher.
 */
export function isReservationOf(holder: string, launcher: string): boolean {
  return holder.startsWith(`${launcher}/${DISPATCH}`);
}

const DISPATCH = 'dispatch:';

/** Checks whether a holder is a subagent. */
export function isAgent(holder: string): boolean {
  return holder.includes('/');
}

/**
 * Formats a holder for readers: `session 1a2b3c4d`, `subagent a46032 of session 1a2b3c4d`, `run 7`, `ada`, and in a
 * queue of several machines `ada on laptop`.
 */
export function holderLabel(holder: string): string {
  const [root = '', ...agents] = holder.split('/');
  const owner = ownerLabel(root);
  if (isDispatch(holder)) return `a starting subagent of ${owner}`;
  const agent = agents.at(-1);
  return agent === undefined ? owner : `subagent ${short(agent)} of ${owner}`;
}

/**
 * Formats the holder of a claim for readers, with the name of its machine if that is another one: `run 7 on laptop`.
 * @param hostOf names the other machine. See `Facts`
 */
export function claimHolder(claim: Claim, { hostOf }: Pick<Facts, 'hostOf'>): string {
  const label = holderLabel(claim.holder);
  const host = sessionOf(claim.holder).includes('~') ? undefined : hostOf(claim);
  return host === undefined ? label : `${label} on ${host}`;
}

/**
 * Formats the first part of a holder. `run:7` and `human:ada` name their kind, and `cli-ada@4711-88` is a process. Any
 * other text is a session id.
 */
function ownerLabel(root: string): string {
  const [, program, pid] = /^([^@]+)@(\d+)-/.exec(root) ?? [];
  if (program !== undefined) return `${program} (process ${pid})`;
  const [, kind, name] = /^(run|human|system|ai):(.+)$/.exec(root) ?? [];
  if (kind === undefined || name === undefined) return `session ${short(root)}`;
  if (kind === 'run') return `run ${short(name)}`;
  const { name: owner, host } = machineOf(name);
  return host === undefined ? owner : `${owner} on ${host}`;
}

/** Shortens an id to eight characters, as all texts shorten uuids. */
function short(id: string): string {
  return id.slice(0, 8);
}
