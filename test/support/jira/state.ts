/** A user of the fake. A deleted one is answered as a former user, or not at all. */
export interface FakeUser {
  accountId: string;
  displayName: string;
  accountType: 'atlassian' | 'customer' | 'app';
  gone?: true;
}

export interface FakeTransition {
  id: string;
  name: string;
  to: string;
  /** Statuses from which it leads; all if absent. */
  from?: string[];
  fields?: Record<string, object>;
}

export interface FakeIssue {
  id: string;
  project: string;
  number: number;
  summary: string;
  description: object | null;
  status: string;
  resolution: string | null;
  labels: string[];
  assignee?: string;
  creator: string;
  fixVersions: string[];
  parent?: string;
  /** Ids of the issues that block it. */
  blockedBy: string[];
  properties: Record<string, unknown>;
  /** Values of custom fields. */
  more: Record<string, unknown>;
  created: number;
  updated: number;
}

export interface FakeComment {
  id: string;
  issue: string;
  body: object;
  author: string;
  /** Who changed it last. */
  editor?: string;
  properties: Record<string, unknown>;
  created: number;
  updated: number;
}

/** An issue as searches find it from a time on. */
interface Indexed {
  from: number;
  issue: FakeIssue;
  comments: FakeComment[];
}

const CATEGORIES: Readonly<Record<string, string>> = {
  'To Do': 'new',
  'In Progress': 'indeterminate',
  Done: 'done',
  Cancelled: 'done',
};
export const categoryOf = (status: string) => CATEGORIES[status] ?? 'new';

export const WORKFLOW: readonly FakeTransition[] = [
  { id: '11', name: 'To do', to: 'To Do' },
  { id: '31', name: 'Finish', to: 'Done', from: ['To Do', 'In Progress'] },
];

export const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
export const adf = (...paragraphs: string[]) => ({ type: 'doc', version: 1, content: paragraphs.map(paragraph) });

/** The issues of one site, with a clock of its own. */
export class FakeSite {
  readonly users = new Map<string, FakeUser>();
  readonly issues = new Map<string, FakeIssue>();
  readonly comments = new Map<string, FakeComment>();
  /** Keys that issues had before a move. They lead to the issue. */
  readonly aliases = new Map<string, string>();
  workflow: FakeTransition[] = [...WORKFLOW];
  /** The server's time in epoch ms. It moves only by {@link pass}. */
  now: number;
  /** Time in ms until a search finds a change. */
  lag: () => number = () => 0;
  /** Number of comments on a page, whatever the caller asks for. */
  commentPage = 100;
  /** Searches find no change until the next one after it is false again: for many changes at once. */
  isBatch = false;
  readonly #indexed = new Map<string, Indexed[]>();
  readonly #numbers = new Map<string, number>();
  #last = 10_000;

  constructor(now: number) {
    this.now = now;
    for (const [accountId, displayName] of [
      ['me', 'The token'],
      ['mia', 'Mia Krystof'],
    ])
      this.users.set(accountId!, { accountId: accountId!, displayName: displayName!, accountType: 'atlassian' });
    this.users.set('eve', { accountId: 'eve', displayName: 'Eve', accountType: 'customer' });
  }

  pass(ms: number): void {
    this.now += ms;
  }

  keyOf({ project, number }: FakeIssue): string {
    return `${project}-${number}`;
  }

  /** Finds an issue by id, key or a key from before a move. */
  find(name: string): FakeIssue | undefined {
    const id = this.aliases.get(name) ?? name;
    return this.issues.get(id) ?? [...this.issues.values()].find((one) => this.keyOf(one) === id);
  }

  #number(project: string): number {
    const number = (this.#numbers.get(project) ?? 0) + 1;
    this.#numbers.set(project, number);
    return number;
  }

  open(summary: string, edit: Partial<FakeIssue> = {}): FakeIssue {
    const project = edit.project ?? 'APP';
    const issue: FakeIssue = {
      ...{ id: String(++this.#last), project, number: this.#number(project), summary, description: null },
      ...{ status: 'To Do', resolution: null, labels: [], creator: 'me', fixVersions: [], blockedBy: [] },
      ...{ properties: {}, more: {}, created: this.now, updated: this.now, ...edit },
    };
    this.issues.set(issue.id, issue);
    this.#index(issue);
    return issue;
  }

  edit(name: string, edit: Partial<FakeIssue>): FakeIssue {
    const issue = this.find(name)!;
    // No two changes of an issue have the same time.
    Object.assign(issue, edit, { updated: Math.max(this.now, issue.updated + 1) });
    this.#index(issue);
    return issue;
  }

  /** Moves an issue to another project, which changes its key. */
  move(name: string, project: string): FakeIssue {
    const issue = this.find(name)!;
    this.aliases.set(this.keyOf(issue), issue.id);
    return this.edit(issue.id, { project, number: this.#number(project) });
  }

  remove(name: string): void {
    const issue = this.find(name)!;
    this.issues.delete(issue.id);
    this.#indexed.delete(issue.id);
  }

  comment(name: string, text: string, author = 'me', properties: Record<string, unknown> = {}): FakeComment {
    return this.addComment(name, { body: adf(text), author, properties });
  }

  addComment(
    name: string,
    { body, author, properties }: Pick<FakeComment, 'body' | 'author' | 'properties'>,
  ): FakeComment {
    const issue = this.find(name)!;
    const id = String(++this.#last);
    const comment = { id, issue: issue.id, body, author, properties, created: this.now, updated: this.now };
    this.comments.set(id, comment);
    this.edit(issue.id, {});
    return comment;
  }

  recomment(id: string, body: object, editor = 'me'): FakeComment {
    const comment = this.comments.get(id)!;
    Object.assign(comment, { body, editor, updated: Math.max(this.now, comment.updated + 1) });
    this.edit(comment.issue, {});
    return comment;
  }

  commentsOf(id: string): FakeComment[] {
    return [...this.comments.values()].filter((one) => one.issue === id);
  }

  #index(issue: FakeIssue): void {
    if (this.isBatch) return;
    const all = this.#indexed.get(issue.id) ?? [];
    const from = Math.max(this.now + this.lag(), all.at(-1)?.from ?? 0);
    all.push({ from, issue: structuredClone(issue), comments: structuredClone(this.commentsOf(issue.id)) });
    this.#indexed.set(issue.id, all.slice(-20));
  }

  /** All issues as searches know them now. */
  searched(): { issue: FakeIssue; comments: FakeComment[] }[] {
    return [...this.#indexed.values()].flatMap((all) => all.findLast(({ from }) => from <= this.now) ?? []);
  }
}
