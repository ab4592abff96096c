/** A user of the fake. A deleted one is answered as `null`, or as the ghost. */
export interface FakeUser {
  id: number;
  login: string;
  gone?: true;
  /** A machine account. */
  isBot?: true;
}

export interface FakeIssue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  reason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  labels: string[];
  assignees: number[];
  milestone?: string;
  author: number;
  association: string;
  created: number;
  updated: number;
  parent?: number;
  /** The address of a parent in another repository. */
  foreignParent?: string;
  blockedBy: number[];
  isPull?: true;
  /** Set for an issue that moved to another repository or was deleted. */
  away?: { repo: string; number: number } | 'deleted';
}

export interface FakeComment {
  id: number;
  issue: number;
  body: string;
  author: number;
  association: string;
  created: number;
  updated: number;
}

export interface FakeEvent {
  id: number;
  issue: number;
  event: string;
  at: number;
}

/** What an edit of a person there can set. */
export type IssueEdit = Partial<
  Pick<
    FakeIssue,
    | 'title'
    | 'body'
    | 'state'
    | 'reason'
    | 'labels'
    | 'assignees'
    | 'milestone'
    | 'parent'
    | 'foreignParent'
    | 'blockedBy'
    | 'away'
    | 'isPull'
  >
>;

/** The issues of one repository, with a clock of their own. */
export class FakeRepository {
  readonly users = new Map<number, FakeUser>();
  readonly issues = new Map<number, FakeIssue>();
  readonly comments = new Map<number, FakeComment>();
  /** The server's time in epoch ms. It moves only by {@link pass}. */
  now: number;
  /** What happened to issues, oldest first. */
  readonly events: FakeEvent[] = [];
  /** Numbers of issues whose conversation is locked. */
  readonly locked = new Set<number>();
  /** Number of children by the number of their parent. */
  readonly children = new Map<number, number>();
  #last = 100;

  constructor(now: number) {
    this.now = now;
    this.users.set(1, { id: 1, login: 'octocat' });
    this.users.set(2, { id: 2, login: 'stranger' });
  }

  pass(ms: number): void {
    this.now += ms;
  }

  /** Adds an issue as a person there does. */
  open(title: string, edit: IssueEdit & { author?: number; association?: string } = {}): FakeIssue {
    const number = this.issues.size + 1;
    const issue: FakeIssue = {
      ...{ id: ++this.#last, number, title, body: null, state: 'open', reason: null, labels: [], assignees: [] },
      ...{ author: 1, association: 'MEMBER', created: this.now, updated: this.now, blockedBy: [], ...edit },
    };
    this.issues.set(number, issue);
    if (edit.parent !== undefined) this.children.set(edit.parent, (this.children.get(edit.parent) ?? 0) + 1);
    return issue;
  }

  edit(number: number, edit: IssueEdit): FakeIssue {
    const issue = this.issues.get(number)!;
    if (edit.state !== undefined && edit.state !== issue.state)
      this.events.push({
        ...{ id: ++this.#last, issue: number, event: edit.state === 'open' ? 'reopened' : 'closed', at: this.now },
      });
    if (edit.parent !== undefined) this.children.set(edit.parent, (this.children.get(edit.parent) ?? 0) + 1);
    Object.assign(issue, edit, { updated: this.now });
    return issue;
  }

  comment(issue: number, body: string, author = 1, association = 'MEMBER'): FakeComment {
    const comment = { id: ++this.#last, issue, body, author, association, created: this.now, updated: this.now };
    this.comments.set(comment.id, comment);
    this.issues.get(issue)!.updated = this.now;
    return comment;
  }

  /** Returns the issues that block an issue. One that is gone blocks nothing. */
  blockersOf({ blockedBy }: FakeIssue): FakeIssue[] {
    return blockedBy.flatMap((number) => this.issues.get(number) ?? []).filter(({ away }) => away === undefined);
  }

  commentsOf(issue: number): FakeComment[] {
    return [...this.comments.values()].filter((one) => one.issue === issue);
  }
}
