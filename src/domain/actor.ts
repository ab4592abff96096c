import { present } from '../base/present.ts';
import type { Instant } from './instant.ts';
export const ACTOR_KINDS = ['human', 'ai', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** The author of a change. Every commit has an author. */
export interface Actor {
  kind: ActorKind;
  /** A user name, a client (`claude-code`) or a part of Backlog (`recurrence`). */
  name: string;
  /** The client's session id. */
  session?: string;
  /** The client's id of the subagent. */
  agent?: string;
  /** The subagent's type as the client names it (`backlog:implementer`). */
  agentType?: string;
  /** The run whose agent made the change. */
  run?: string;
  /** Set if a person made the change in a form of a client's session, and not at a terminal or on the board. */
  via?: 'form';
}

/** Formats an author: `ai:claude-code/backlog:implementer#a46032`, `human:ada`, `system:recurrence`. */
export function formatActor(actor: Actor): string {
  const type = actor.agentType ? `/${actor.agentType}` : '';
  const agent = actor.agent ? `#${actor.agent}` : actor.run ? `#${actor.run}` : '';
  return `${actor.kind}:${actor.name}${type}${agent}`;
}

/** Formats an author with the way and the session of the change, if known: `human:ada (form, session 9c31a43a)`. */
export function formatOrigin(actor: Actor): string {
  const session = actor.session && `session ${actor.session.slice(0, SESSION_START)}`;
  const origin = [actor.via, session].filter(Boolean).join(', ');
  return origin ? `${formatActor(actor)} (${origin})` : formatActor(actor);
}

type Signed = { at: Instant; actor: string; author?: string | undefined };

/** Returns the time and author fields of a note, for a note that is derived from it. */
export function signatureOf({ at, actor, author }: Signed): Signed {
  return { at, actor, ...present({ author }) };
}

/** Formats the author of a note. Imported text also gets the unverified name from the imported file. */
export function signatureText({ actor, author }: Pick<Signed, 'actor' | 'author'>): string {
  return author === undefined ? actor : `${author}, imported by ${actor}`;
}

/** The authors of a task, as far as the history knows them. */
export interface TaskAuthors {
  /** The author who made the task. */
  created?: Actor | undefined;
  /** The author of its last change. */
  changed?: Actor | undefined;
}

/**
 * Checks whether a text names this author. It may be `human:ada`, `ada`, `ai`, `agent`, `claude-code`, `claude`, an
 * agent type (`implementer`), the id of an agent or a run, or the beginning of a session id.
 */
export function isAuthorNamed(actor: Actor, text: string): boolean {
  const { kind, name, agentType, agent, run } = actor;
  const ways = [kind, KIND_WORDS[kind], name, `${kind}:${name}`, formatActor(actor)];
  const parts = [agentType, agentType?.split(':').at(-1), agent, run];
  return [...ways, ...parts].includes(text) || isClient(actor, text) || isOfSession(actor, text);
}

/** Everyday words for kinds of authors. */
const KIND_WORDS: Readonly<Record<ActorKind, string>> = { human: 'person', ai: 'agent', system: 'script' };

/** Checks whether a text is the first part of a client's name: `claude` of `claude-code`. */
function isClient({ kind, name }: Actor, text: string): boolean {
  return kind === 'ai' && text !== '' && name.startsWith(`${text}-`);
}

/** Checks whether the author worked in the session with this id, or with an id that begins with this text. */
export function isOfSession({ session }: Actor, text: string): boolean {
  return session !== undefined && (session === text || (text.length >= SESSION_START && session.startsWith(text)));
}

/** Checks whether a text stands for the caller, whoever that is: `@me`, `me`, or Jira's `currentUser()`. */
export function isCallerWord(text: string): boolean {
  return text === '@me' || text === 'me' || text === 'currentUser()';
}

/** Returns the author that a text names. The caller's name stands for `@me`. */
export function namedAuthor(text: string, caller: Pick<Actor, 'name'>): string {
  return isCallerWord(text) ? caller.name : text;
}

/** Number of characters of a session id that texts show. They are enough to identify the session. */
export const SESSION_START = 8;

/**
 * Checks whether two authors are the same. Undo reverts only changes of the same author. A person is the same in every
 * session and at a terminal.
 */
export function sameActor(a: Actor, b: Actor): boolean {
  if (a.kind !== b.kind || a.name !== b.name) return false;
  return a.kind === 'human' || (a.session === b.session && a.agent === b.agent && a.run === b.run);
}

/**
 * Checks whether a text is a valid id of a session, an agent or a run. Ids become parts of holder paths and file names.
 * Therefore `/`, `:` and a leading dot are invalid: the id `s1/evil` would get the claims of `s1`, and `human:ada`
 * those of a person.
 */
export function isActorId(text: string): boolean {
  return ID.test(text);
}

const ID = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/;

/** Checks whether a text is a valid author name: one word without the separators that a formatted author contains. */
export function isActorName(text: string): boolean {
  return NAME.test(text);
}

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._@-]{0,63}$/u;

/** Converts a system's or client's name to a valid author name. @returns `fallback` if no valid character remains */
export function actorName(text: string, fallback: string): string {
  const word = text
    .replace(/[^\p{L}\p{N}._@-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}_]+|-+$/gu, '')
    .slice(0, 64);
  return isActorName(word) ? word : fallback;
}

/** Checks whether a text in the form of {@link formatActor} names a person. */
export function isPersons(signature: string): boolean {
  return signature.startsWith('human:');
}

/**
 * Splits `human:ada` into kind and name. A word without a kind is a person's name. @returns undefined for other text
 */
export function parseSignature(text: string): Pick<Actor, 'kind' | 'name'> | undefined {
  const [kind, name] = text.includes(':') ? text.split(/:(.*)/s, 2) : ['human', text];
  if (!isActorName(name ?? '') || !(ACTOR_KINDS as readonly string[]).includes(kind ?? '')) return undefined;
  return { kind: kind as ActorKind, name: name! };
}
