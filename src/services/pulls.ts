import type { Quota } from './service.ts';

/** A pull request of a service. */
export interface RemotePull {
  node: string;
  number: number;
  url: string;
  title: string;
  body: string;
  state: 'open' | 'closed' | 'merged';
  /** The commit of its branch there. */
  head: string;
  /** The name of that branch now. */
  branch?: string;
  /** The repository of that branch, as `owner/name`. Absent if it was deleted. */
  from?: string;
  /** The name of the branch into which it is merged. */
  base: string;
  /** The commit of the merge. */
  merged?: string;
  /** Set if its author has not asked for a merge yet. */
  isDraft?: true;
  /** Whether the service can't merge it without a decision; undefined while it computes that. */
  conflicts?: boolean;
  /** Set if the service merges it only after the commits of its target are in its branch. */
  isBehind?: true;
  updated: string;
}

/** A check without which a branch accepts no merge. `app` is set if only this app may report it. */
export interface RequiredCheck {
  name: string;
  app?: number;
}

/**
 * What somebody reported about a commit. `red` is a failure of the commit, `none` says nothing about it, and so does
 * `skipped`, which stops no merge.
 */
export interface RemoteCheck {
  name: string;
  /** The commit, as the report names it. */
  commit: string;
  /** The app that reported it. Undefined for a commit status, whose app GitHub doesn't name. */
  app?: number;
  /** Its check suite. One event has one suite, such as a push, or the opening of a pull request. */
  suite?: number;
  state: 'pending' | 'green' | 'red' | 'none' | 'skipped';
  /** Orders the reports of one name, app and suite: the last one counts. */
  at: string;
  url?: string;
  text: string;
  /** Identifies the report, and its log if it has one, for {@link Pulls.reasonOf}. */
  run?: string;
  job?: string;
  /** Lines that say why it failed, from outside. */
  reason?: readonly string[];
}

/** A review of a pull request, a comment on a line of its diff, or one of its conversation. */
export interface ReviewText {
  id: string;
  /** Whether it asks for changes: an approval, a dismissed review, and what its author approved later don't. */
  asks: boolean;
  /** Set if people see it and no round starts: written after its author's approval. */
  shown?: boolean;
  /** Set for a machine account. Its texts start a round only if a person trusts it by name. */
  isMachine?: true;
  /** The mark at its end, by which a comment of Backlog is recognised. */
  mark?: string;
  author?: string;
  association?: string;
  body: string;
  path?: string;
  line?: number;
}

/** An event of a pull request, such as `closed` or `reopened`. */
export interface PullEvent {
  id: string;
  event: string;
}

/** The pull requests of one list of a service. Its requests respect the limits of the service. */
export interface Pulls {
  /** Lists the pull requests whose branch is in the list itself, newest first. */
  ofBranch(branch: string): Promise<RemotePull[]>;
  /** @returns undefined if it is as it was when it got `tag` */
  read(number: number, tag?: string): Promise<{ pull: RemotePull; tag?: string } | undefined>;
  /** @throws {LostAnswer} if nobody knows whether the service did it */
  open(ask: { title: string; body: string; branch: string; base: string }): Promise<RemotePull>;
  /** Replaces the text of a pull request. */
  edit(number: number, body: string): Promise<void>;
  /** Closes a pull request. @returns it as it is then: one that was merged stays so */
  close(number: number): Promise<RemotePull>;
  /** Adds a comment to the conversation. */
  comment(number: number, body: string): Promise<void>;
  /** Checks whether the conversation has a comment with a mark at its end. */
  hasComment(number: number, mark: string): Promise<boolean>;
  /** Lists what happened to a pull request, oldest first. */
  eventsOf(number: number): Promise<PullEvent[]>;
  /** Returns the present name of a branch, which differs after a renaming; undefined if there is none. */
  branchNow(name: string): Promise<string | undefined>;
  required(base: string): Promise<RequiredCheck[]>;
  /** Reads all reports about exactly this commit. */
  checksOf(commit: string): Promise<RemoteCheck[]>;
  /** Reads why a check failed: its annotations, and the end of its log. Without a right to them, there are none. */
  reasonOf(check: RemoteCheck): Promise<string[]>;
  /** Reads the reviews, the comments on lines, and those of the conversation. */
  reviewsOf(number: number): Promise<ReviewText[]>;
  quota(): Quota | undefined;
  requests(): number;
  /** The service's time in epoch ms, by its last answer. */
  serverNow(): number;
}
