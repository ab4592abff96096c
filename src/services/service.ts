import type { ProgressReport } from '../base/progress.ts';
import { BacklogError } from '../domain/errors.ts';
import type { RefusalKind } from './refusal-kinds.ts';
import { onClock, steadyNow } from './steady-clock.ts';

/** An item of a service, such as an issue, before the queue's rules apply to it. */
export interface RemoteItem {
  /** The identity, which neither a move nor a new name changes. */
  node: string;
  number: number;
  list: string;
  url: string;
  title: string;
  body: string;
  state: 'open' | 'completed' | 'not_planned';
  labels: readonly string[];
  /** Login names. */
  assignees: readonly string[];
  milestone?: string;
  author?: string;
  association?: string;
  /** The number of the parent in the same list. */
  parent?: number;
  /** How many items block this one there. */
  blockers: number;
  comments: number;
  created: string;
  updated: string;
  /** Absent if the service has none, or none is in step; null without a value. */
  priority?: 'H' | 'M' | 'L' | null;
  /** A day, such as `2026-12-24`. Absent and null as above. */
  due?: string | null;
  /** What is there for the priority, if nobody said what that means. Then it isn't in step. */
  unknownPriority?: string;
  /** Set if the body can be read, but would be written with a loss. Then it never goes there. */
  isBodyFixed?: true;
}

export interface RemoteComment {
  id: string;
  /** The number of its item. */
  number: number;
  body: string;
  author?: string;
  association?: string;
  /** Somebody else who changed its text. */
  editor?: { name: string; association: string };
  created: string;
  updated: string;
}

/** How far a list was read. `first` is set during the first read: the service's time when it began. */
export interface Position {
  since?: string | undefined;
  tag?: string | undefined;
  first?: string | undefined;
}

/** Elements of a list in the order of their changes, and the position after them. */
export interface ItemPage<One> {
  rows: readonly One[];
  /** Items whose part of the list the service refuses. */
  refused?: readonly { number: number; why: string }[];
  next: Position;
}

/** What the service lets this caller do, as its last answer said. */
export interface Quota {
  limit: number;
  left: number;
  /** The time at which the quota is full again: of {@link steadyNow} within a connection, of the machine's clock outside. */
  renews: number;
}

/** A change of an item. A text that creates something contains a mark, by which a lost answer is recognised. */
export type RemoteAct =
  | { act: 'create'; title: string; body: string; labels: readonly string[] }
  | ({ act: 'edit'; number: number; title?: string; body?: string; state?: RemoteItem['state'] } & Pick<
      RemoteItem,
      'priority' | 'due'
    >)
  | { act: 'label'; number: number; add: readonly string[]; remove: readonly string[] }
  | { act: 'comment'; number: number; body: string }
  | { act: 'recomment'; number: number; id: string; body: string };

/** Maximum lengths in characters. */
export interface TextLimits {
  title: number;
  body: number;
  label: number;
}

/** Stores that a change is sent later than expected. A kill right after it is sent must not find the earlier time. */
export type OnLate = () => Promise<unknown>;

/** A service, signed in, for one list. Its requests respect the limits of the service. */
export interface Connection {
  /**
   * @returns `why` says why nobody may write, if not for the token
   * @throws BacklogError `service` or `not-found` with what the service answered
   */
  identity(): Promise<{ node: string; list: string; url: string; mayWrite: boolean; why?: string }>;
  /** Reads items that changed since a position, oldest change first. A position without `since` begins the first read. */
  items(from: Position): AsyncGenerator<ItemPage<RemoteItem>>;
  comments(from: Position): AsyncGenerator<ItemPage<RemoteComment>>;
  /** @throws {ItemRefused} */
  commentsOf(number: number): Promise<RemoteComment[]>;
  /** Returns the identities of the items that block an item. @throws {ItemRefused} */
  blockersOf(number: number): Promise<string[]>;
  /** Reads one item as it is now. @throws {ItemRefused} */
  read(number: number, node: string): Promise<RemoteItem | 'moved' | 'deleted'>;
  /** Searches items that were created or changed since a time of the service for a text in their body. */
  find(text: string, since: string): Promise<RemoteItem | undefined>;
  /**
   * Carries out a change, once.
   * @param onLate called before an item or a comment is made, if that waited for a pause, for the quota or for its pace
   * @throws {LostAnswer} if nobody knows whether the service did it
   * @throws {CannotWrite} if the service refuses this change, and others may work
   */
  write(act: RemoteAct, onLate?: OnLate): Promise<RemoteItem | RemoteComment | undefined>;
  limits: TextLimits;
  /** Labels that a new item needs, so that the filter includes it. */
  newLabels: readonly string[];
  /** Checks whether the filter of the source includes an item. */
  fits(item: RemoteItem): boolean;
  quota(): Quota | undefined;
  /** The pause that the service asked for last, if it isn't over. A change can be done although the answer to a later read asks for one. */
  pause?(): StoredPause | undefined;
  /** The service's time in epoch ms, by its last answer and the time since then. */
  serverNow(): number;
  /**
   * The latest time that the service can have: if the machine slept since the last answer, {@link serverNow} lacks that. A
   * clock that somebody set forth makes it later, too.
   */
  serverLatest(): number;
  /** Number of requests until now. */
  requests(): number;
  /** Time in ms after which `find` certainly finds what exists. Absent if it does so at once. */
  lag?: number;
  /** Identifies the token without its text, so that a refusal for missing rights counts only for it. */
  account?: string;
  /** Set if the state of an item is changed by a request of its own. */
  isStateApart?: true;
}

export interface ConnectOptions {
  /** The name of the source, for hints. */
  name?: string;
  api: string;
  list: string;
  filter: string;
  /** What fields of the service mean, where it differs from the default. */
  map?: Readonly<Record<string, string>> | undefined;
  token: string;
  progress?: ProgressReport | undefined;
  /** What the service asked an earlier connection for. `left`: ms until its end. */
  pause?: { left: number; why: string } | undefined;
}

/** An answer that no repetition improves. Octokit passes on an error of this name as it is. */
class FinalAnswer extends Error {
  override name = 'AbortError';
}

/** An answer that is larger than Backlog reads. */
export class TooLarge extends FinalAnswer {}

/** A redirect to another server. Neither the token nor the question goes there, and its answer would be a stranger's. */
export class LeadsElsewhere extends FinalAnswer {}

/**
 * Status of a request that the service or a gateway gave up on. Nobody knows how far it came, so it is no refusal.
 */
export const TIMED_OUT = 408;

/** A request that the service may have carried out, although its answer is lost. */
export class LostAnswer extends Error {}

/**
 * A change that the service refuses, although it works. The message says what a person can do. `missing`: the service
 * doesn't find what would change, or doesn't show it to this caller.
 */
export class CannotWrite extends Error {
  readonly missing: boolean;
  readonly kind: RefusalKind;
  constructor(message: string, { missing = false, kind = 'other' }: { missing?: boolean; kind?: RefusalKind } = {}) {
    super(message);
    this.missing = missing;
    this.kind = kind;
  }
}

/** The service or the reserve for people makes us wait. What was read so far is kept. */
export class MustWait extends Error {
  /** By the machine's clock as it was at the beginning, since other processes read it. */
  readonly since = Date.now();
  readonly until: number;
  /** @param until a time of {@link steadyNow} */
  constructor(why: string, until: number) {
    super(why);
    this.until = onClock(until);
  }
}

/** A pause of a synchronisation. Times are epoch ms by the machine's clock. */
export interface StoredPause {
  since: number;
  until: number;
  why: string;
}

/** Returns a pause of a connection as others can read it. `until` is a time of {@link steadyNow}. */
export const presentPauseOf = (pause: { until: number; why: string } | undefined): StoredPause | undefined =>
  pause && pause.until > steadyNow() ? storedPause(new MustWait(pause.why, pause.until)) : undefined;

export const storedPause = ({ since, until, message: why }: MustWait): StoredPause => ({ since, until, why });

/** Checks whether an error says something about the service or the way to it. Another one is a defect of Backlog. */
export const isOfService = (error: unknown): error is Error =>
  [BacklogError, LostAnswer, MustWait, FinalAnswer].some((kind) => error instanceof kind);
