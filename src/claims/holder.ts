import type { ProcessId } from '../base/process-id.ts';

/** Is `holder` the same as `ancestor`, or below it? Holders are paths: `session`, `session/agent`, `run:<id>`. */
export function isWithin(holder: string, ancestor: string): boolean {
  return holder === ancestor || (ancestor !== '' && holder.startsWith(`${ancestor}/`));
}

/** What an agent holds by: it stands below the session or agent that launched it. */
export function agentHolder(launcher: string, agent: string): string {
  return `${launcher}/${agent}`;
}

/** What an attempt in a worktree holds by, with all that it starts. */
export function runHolder(run: string): string {
  return `run:${run}`;
}

/** What a program holds by that names no session, for as long as it runs. An at sign is in no session's id. */
export function processHolder(name: string, { pid, start }: Pick<ProcessId, 'pid' | 'start'>): string {
  return `${name}@${pid}-${start}`;
}

/** The session that a path begins with, or what holds in its stead: a run, a person, a process. */
export function sessionOf(holder: string): string {
  return holder.split('/', 1)[0]!;
}

/** Holds the task and files of a subagent that is about to start, below the session or agent that launches it. */
export function dispatchHolder(launcher: string, token: string): string {
  return `${launcher}/${DISPATCH}${token}`;
}

export function isDispatch(holder: string): boolean {
  return holder.includes(`/${DISPATCH}`);
}

/** Does it hold what this very launcher reserved for an agent that is about to start? That never stands in the launcher's own way. */
export function isReservationOf(holder: string, launcher: string): boolean {
  return holder.startsWith(`${launcher}/${DISPATCH}`);
}

const DISPATCH = 'dispatch:';

/** Does an agent inside a session hold this, and not the session itself? */
export function isAgent(holder: string): boolean {
  return holder.includes('/');
}

/** A holder as a reader meets it: `session 1a2b3c4d`, `agent a46032 of session 1a2b3c4d`, `run 7`, `ada`. */
export function holderLabel(holder: string): string {
  const [root = '', ...agents] = holder.split('/');
  const owner = ownerLabel(root);
  if (isDispatch(holder)) return `a starting agent of ${owner}`;
  const agent = agents.at(-1);
  return agent === undefined ? owner : `agent ${short(agent)} of ${owner}`;
}

/** `run:7`, `human:ada` say what they are, `cli-ada@4711-88` is a process; anything else is a client's session. */
function ownerLabel(root: string): string {
  const [, program, pid] = /^([^@]+)@(\d+)-/.exec(root) ?? [];
  if (program !== undefined) return `${program} (process ${pid})`;
  const [, kind, name] = /^(run|human|system|ai):(.+)$/.exec(root) ?? [];
  if (kind === undefined || name === undefined) return `session ${short(root)}`;
  return kind === 'run' ? `run ${short(name)}` : name;
}

/** Ids are told apart by their first eight characters, as uuids are everywhere in Backlog. */
function short(id: string): string {
  return id.slice(0, 8);
}
