import { present } from '../base/present.ts';
export const ACTOR_KINDS = ['human', 'ai', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who made a change. Every commit carries one. */
export interface Actor {
  kind: ActorKind;
  /** A user name, a client (`claude-code`) or a part of Backlog (`recurrence`). */
  name: string;
  /** The client's session id. */
  session?: string;
  /** The client's id of the subagent. */
  agent?: string;
  /** The subagent's type, as the client names it (`backlog:implementer`). */
  agentType?: string;
  /** The run (an attempt in a worktree) that acted. */
  run?: string;
}

/** `ai:claude-code/backlog:implementer#a46032`, `human:ada`, `system:recurrence`. */
export function formatActor(actor: Actor): string {
  const type = actor.agentType ? `/${actor.agentType}` : '';
  const agent = actor.agent ? `#${actor.agent}` : actor.run ? `#${actor.run}` : '';
  return `${actor.kind}:${actor.name}${type}${agent}`;
}

type Signed = { at: string; actor: string; author?: string | undefined };

/** When and by whom something was signed, for a note that says the same. */
export function signatureOf({ at, actor, author }: Signed): Signed {
  return { at, actor, ...present({ author }) };
}

/** Who signed, and whom a file names as the author of what was imported, which nobody has checked. */
export function signatureText({ actor, author }: Omit<Signed, 'at'>): string {
  return author === undefined ? actor : `${author}, imported by ${actor}`;
}

/**
 * Is that whom a text names: `human:ada`, `ada`, `ai`, `claude-code`, an agent's type (`implementer`), the id of an agent or a run, or the
 * beginning of a session's?
 */
export function isNamed(actor: Actor, text: string): boolean {
  const { kind, name, agentType, agent, run } = actor;
  const ways = [kind, name, `${kind}:${name}`, formatActor(actor), agentType, agentType?.split(':').at(-1), agent, run];
  return ways.includes(text) || isOfSession(actor, text);
}

/** Was it made in the session that a text names, by its id or the beginning of it? */
export function isOfSession({ session }: Actor, text: string): boolean {
  return session !== undefined && (session === text || (text.length >= SESSION_START && session.startsWith(text)));
}

/** So much of a session's id names it: what texts show of one. */
export const SESSION_START = 8;

/** Are these the same individual? Undo takes back only what the same one did. */
export function sameActor(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.name === b.name && a.session === b.session && a.agent === b.agent && a.run === b.run;
}

/**
 * Can this be the id of a session, an agent or a run? Such ids become parts of holder paths and of file names, so `/`, `:`
 * and a dot at the start are out: `s1/evil` would hold what `s1` holds, and `human:ada` what a person does.
 */
export function isActorId(text: string): boolean {
  return ID.test(text);
}

const ID = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/;

/** A name as it can stand in a signature: one word, of which nothing else in a signature can be mistaken for a part. */
export function isActorName(text: string): boolean {
  return NAME.test(text);
}

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._@-]{0,63}$/u;

/** The nearest name to what a system or a client calls itself; `fallback` when nothing of it can stay. */
export function actorName(text: string, fallback: string): string {
  const word = text
    .replace(/[^\p{L}\p{N}._@-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}_]+|-+$/gu, '')
    .slice(0, 64);
  return isActorName(word) ? word : fallback;
}

/** Is a signature, as {@link formatActor} writes it, that of a person? */
export function isPersons(signature: string): boolean {
  return signature.startsWith('human:');
}

/** `human:ada` as kind and name; a word alone is a person's name. Undefined when it is neither. */
export function parseSignature(text: string): Pick<Actor, 'kind' | 'name'> | undefined {
  const [kind, name] = text.includes(':') ? text.split(/:(.*)/s, 2) : ['human', text];
  if (!isActorName(name ?? '') || !(ACTOR_KINDS as readonly string[]).includes(kind ?? '')) return undefined;
  return { kind: kind as ActorKind, name: name! };
}
