import { git } from '../git.ts';
import type { FakeIssue, FakeRepository } from './state.ts';

/** A pull request of the fake. Its number, title, text and state are those of an issue. */
export interface FakePull {
  issue: FakeIssue;
  branch: string;
  base: string;
  /** The commit of the branch. It stays when the branch is deleted. */
  head: string;
  merged?: { commit: string; at: number };
  /** Overrides what the repository says. `null`: the service has not computed it yet. */
  mergeable?: boolean | null;
  /** Set if the repository of its branch was deleted. */
  orphan?: true;
  draft?: true;
}

export interface FakeReview {
  id: number;
  pull: number;
  body: string;
  state: 'COMMENTED' | 'CHANGES_REQUESTED' | 'APPROVED' | 'DISMISSED';
  author: number;
  association: string;
  at: number;
}

export interface FakeReviewComment {
  id: number;
  review: number;
  pull: number;
  body: string;
  path: string;
  line: number;
  author: number;
  association: string;
  at: number;
}

export interface FakeCheckRun {
  id: number;
  name: string;
  commit: string;
  app: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  summary: string | null;
  annotations: FakeAnnotation[];
  /** The log of the job, for a check run of GitHub Actions. `gone`: it has expired. */
  log?: string | 'gone';
  at: number;
}

export interface FakeAnnotation {
  path: string;
  line: number;
  level: 'notice' | 'warning' | 'failure';
  message: string;
}

export interface FakeStatus {
  id: number;
  context: string;
  commit: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  at: number;
}

export interface FakeRequired {
  name: string;
  app?: number;
}

/** Pull requests, reviews and checks of the fake. Branches are those of a bare repository. */
export class FakePulls {
  readonly all = new Map<number, FakePull>();
  readonly reviews: FakeReview[] = [];
  readonly comments: FakeReviewComment[] = [];
  readonly runs: FakeCheckRun[] = [];
  readonly statuses: FakeStatus[] = [];
  /** Required checks by the protection of branches, and by rules. */
  protection: FakeRequired[] = [];
  rules: FakeRequired[] = [];
  /** Path of the bare repository. */
  bare = '';
  /** Names that branches had, with their present ones. Requests for them are redirected. */
  readonly renamed = new Map<string, string>();
  readonly repository: FakeRepository;
  #last = 5_000;

  constructor(repository: FakeRepository) {
    this.repository = repository;
  }

  #id(): number {
    return ++this.#last;
  }

  tip(branch: string): string {
    return this.bare === '' ? '' : git(this.bare, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
  }

  open(ask: { title: string; body: string; branch: string; base: string; author?: number }): FakePull {
    const { title, body, branch, base, author = 1 } = ask;
    const issue = this.repository.open(title, { body, isPull: true, author, association: 'OWNER' });
    const pull: FakePull = { issue, branch, base, head: this.tip(branch) };
    this.all.set(issue.number, pull);
    return pull;
  }

  /** The pull request as the server knows it now: its head follows the branch while it is open. */
  now(number: number): FakePull | undefined {
    const pull = this.all.get(number);
    if (pull && pull.issue.state === 'open') {
      const tip = this.tip(pull.branch);
      // Without one of its branches, the service closes it.
      if (tip === '' || this.tip(pull.base) === '') this.close(number);
      else if (tip !== pull.head) {
        pull.head = tip;
        pull.issue.updated = this.repository.now;
      }
    }
    return pull;
  }

  /** Renames a branch there. Open pull requests go along, whether it is their own branch or their target. */
  rename(from: string, to: string): void {
    git(this.bare, 'branch', '-m', from, to);
    this.renamed.set(from, to);
    for (const pull of this.all.values()) {
      if (pull.issue.state !== 'open') continue;
      if (pull.branch === from) pull.branch = to;
      if (pull.base === from) pull.base = to;
      pull.issue.updated = this.repository.now;
    }
  }

  close(number: number): void {
    this.repository.edit(number, { state: 'closed', reason: null });
  }

  reopen(number: number): void {
    this.repository.edit(number, { state: 'open', reason: 'reopened' });
  }

  /** Whether git can merge it. */
  mergeable(pull: FakePull): boolean | null {
    if (pull.mergeable !== undefined) return pull.mergeable;
    try {
      git(this.bare, 'merge-tree', '--write-tree', pull.base, pull.head);
      return true;
    } catch {
      return false;
    }
  }

  /** Merges it, as a person there does, who can edit the message. @returns the commit */
  merge(
    number: number,
    { how = 'squash', message }: { how?: 'squash' | 'rebase' | 'merge'; message?: string } = {},
  ): string {
    const pull = this.now(number)!;
    const tree = git(this.bare, 'merge-tree', '--write-tree', pull.base, pull.head).split('\n')[0]!;
    const who = ['-c', 'user.name=Octo', '-c', 'user.email=octo@example.invalid'];
    const title =
      message ??
      (how === 'rebase' ? git(this.bare, 'log', '-1', '--format=%B', pull.head) : `${pull.issue.title} (#${number})`);
    const parents = ['-p', pull.base, ...(how === 'merge' ? ['-p', pull.head] : [])];
    const commit = git(this.bare, ...who, 'commit-tree', tree, ...parents, '-m', title);
    git(this.bare, 'update-ref', `refs/heads/${pull.base}`, commit);
    pull.merged = { commit, at: this.repository.now };
    this.close(number);
    return commit;
  }

  review(
    pull: number,
    body: string,
    {
      state = 'COMMENTED',
      author = 1,
      association = 'MEMBER',
      on,
    }: Partial<Pick<FakeReview, 'state' | 'author' | 'association'>> & { on?: { path: string; line: number } } = {},
  ): void {
    const id = this.#id();
    const at = this.repository.now;
    this.reviews.push({ id, pull, body: on ? '' : body, state, author, association, at });
    if (on) this.comments.push({ id: this.#id(), review: id, pull, body, ...on, author, association, at });
    this.all.get(pull)!.issue.updated = at;
  }

  /** Reports a check run, as an app does. */
  check(
    name: string,
    commit: string,
    {
      conclusion,
      app = 15_368,
      summary = null,
      annotations = [],
      log,
    }: { conclusion?: string } & Partial<Pick<FakeCheckRun, 'app' | 'summary' | 'annotations' | 'log'>> = {},
  ): void {
    const status = conclusion === undefined ? 'in_progress' : 'completed';
    this.runs.push({
      ...{ id: this.#id(), name, commit, app, status, conclusion: conclusion ?? null, summary },
      ...{ annotations, ...(log === undefined ? {} : { log }) },
      at: this.repository.now,
    });
  }

  status(context: string, commit: string, state: FakeStatus['state'], description: string | null = null): void {
    this.statuses.push({ id: this.#id(), context, commit, state, description, at: this.repository.now });
  }
}
