import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { plainOutput } from '../../base/output/plain-output.ts';
import { BacklogError } from '../../domain/errors.ts';
import { MARK } from '../mark.ts';
import type { RemoteCheck, RemotePull, RequiredCheck, ReviewText } from '../pulls.ts';

/** The fields of GitHub's answers that Backlog reads. Everything may be missing: users, forks and branches are deleted. */
export type GithubJson = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const lines = (value: unknown) => text(value).replaceAll('\r\n', '\n');
const within = (value: unknown): GithubJson => (isObject(value) ? value : {});
const named = (name: string, value: unknown) => (typeof value === 'string' && value !== '' ? { [name]: value } : {});

/**
 * Reads a pull request. An answer of a list lacks `merged` and `mergeable`.
 * @throws BacklogError `service` for an answer without the number of a pull request
 */
export function readPull(pull: GithubJson): RemotePull {
  const number = Number.isInteger(pull.number) ? Number(pull.number) : 0;
  if (number < 1)
    throw new BacklogError(
      'service',
      `GitHub answered a pull request with the number ${clip(JSON.stringify(pull.number) ?? 'undefined', 60)}`,
    );
  const [head, base] = [within(pull.head), within(pull.base)];
  const isMerged = pull.merged === true || typeof pull.merged_at === 'string';
  return {
    ...{ node: text(pull.node_id), number, url: text(pull.html_url) },
    ...{ title: text(pull.title), body: lines(pull.body), head: text(head.sha), base: text(base.ref) },
    state: isMerged ? 'merged' : pull.state === 'closed' ? 'closed' : 'open',
    ...(pull.draft === true ? { isDraft: true as const } : {}),
    ...named('branch', head.ref),
    ...named('from', within(head.repo).full_name),
    ...(isMerged ? named('merged', pull.merge_commit_sha) : {}),
    ...(typeof pull.mergeable === 'boolean' ? { conflicts: isConflict(pull) } : {}),
    ...(pull.mergeable_state === 'behind' ? { isBehind: true as const } : {}),
    updated: text(pull.updated_at),
  };
}

/** Other reasons against a merge, such as a missing review, have other states. */
const isConflict = ({ mergeable, mergeable_state: state }: GithubJson) => mergeable === false && state === 'dirty';

const CONCLUSION: Readonly<Record<string, RemoteCheck['state']>> = {
  ...{ success: 'green', neutral: 'skipped', skipped: 'skipped' },
  ...{ failure: 'red', timed_out: 'red', startup_failure: 'red' },
};

/** Reads a check run. A cancelled one says nothing about the commit. */
export function readCheckRun(run: GithubJson): RemoteCheck {
  const conclusion = text(run.conclusion);
  const output = within(run.output);
  const app = within(run.app).id;
  const suite = within(run.check_suite).id;
  const isDone = run.status === 'completed';
  // A check run of GitHub Actions is a job. Its page names it.
  const job = /\/actions\/runs\/\d+\/job\/(\d{1,20})/.exec(text(run.details_url) || text(run.html_url))?.[1];
  return {
    ...{ name: text(run.name), commit: text(run.head_sha), at: text(run.started_at) },
    ...(typeof app === 'number' ? { app } : {}),
    ...(typeof suite === 'number' ? { suite } : {}),
    state: isDone ? (CONCLUSION[conclusion] ?? 'none') : 'pending',
    ...named('url', run.details_url ?? run.html_url),
    ...(typeof run.id === 'number' ? { run: String(run.id) } : {}),
    ...(job === undefined ? {} : { job }),
    text: [conclusion, lines(output.title), lines(output.summary)].filter(Boolean).join('\n'),
  };
}

const STATUS: Readonly<Record<string, RemoteCheck['state']>> = {
  ...{ pending: 'pending', success: 'green', failure: 'red', error: 'red' },
};

/** Reads a commit status of the combined status of a commit. */
export function readStatus(status: GithubJson, commit: string): RemoteCheck {
  return {
    ...{ name: text(status.context), commit, at: text(status.updated_at) },
    state: STATUS[text(status.state)] ?? 'none',
    ...named('url', status.target_url),
    text: [text(status.state), lines(status.description)].filter(Boolean).join('\n'),
  };
}

/** Reads required checks of rules of a branch, or of its protection. Any app may report a check without an app's id. */
export function readRequired(check: GithubJson): RequiredCheck[] {
  const name = text(check.context);
  const app = check.integration_id ?? check.app_id;
  return name === '' ? [] : [{ name, ...(typeof app === 'number' && app > 0 ? { app } : {}) }];
}

/** GitHub shows deleted users as this one. */
const GHOST = 'ghost';
const loginOf = (user: unknown) => text(within(user).login) || GHOST;

/**
 * Returns the ids of the reviews that ask for nothing: approvals, dismissed ones, and earlier ones of the same authors.
 * @param reviews in the order of time
 */
export function settledReviews(reviews: readonly GithubJson[]): Set<unknown> {
  const settled = new Set<unknown>();
  const authors = new Set<unknown>();
  for (const { id, state, user } of reviews.toReversed()) {
    // Deleted users have one name, and are not one author.
    const author = loginOf(user) === GHOST ? undefined : loginOf(user);
    if (state === 'APPROVED' || state === 'DISMISSED') {
      settled.add(id);
      if (author !== undefined) authors.add(author);
    } else if (authors.has(author)) settled.add(id);
  }
  return settled;
}

/** Returns the time of the last approval or dismissal by author: it ends what the author asked for before. */
export function approvalTimes(reviews: readonly GithubJson[]): Map<string, string> {
  const times = new Map<string, string>();
  for (const { state, user, submitted_at: at } of reviews)
    if ((state === 'APPROVED' || state === 'DISMISSED') && loginOf(user) !== GHOST) times.set(loginOf(user), text(at));
  return times;
}

/** Returns the authors whose last review approves. What they write from then on, such as `/lgtm`, asks for nothing. */
export function approvingAuthors(reviews: readonly GithubJson[]): Set<string> {
  const sent = reviews.filter(({ state }) => state !== 'PENDING');
  const last = new Map(sent.map(({ user, state }) => [loginOf(user), state]));
  return new Set([...last].flatMap(([author, state]) => (state === 'APPROVED' && author !== GHOST ? [author] : [])));
}

/** Marks the texts of machine accounts: their reports are no reviews, unless a person trusts one by name. */
const machine = (user: unknown) => (within(user).type === 'Bot' ? { isMachine: true as const } : {});

/** Reads a comment of the conversation. */
export function readConversation(
  comment: GithubJson,
  { approved, approving }: { approved: ReadonlyMap<string, string>; approving: ReadonlySet<string> },
): ReviewText {
  const whole = lines(comment.body).trim();
  const author = loginOf(comment.user);
  const mark = MARK.exec(whole)?.[1];
  const body = whole.replace(MARK, '').trim();
  const at = text(comment.updated_at) || text(comment.created_at);
  return {
    ...{ id: `conversation-${String(comment.id)}`, body, author },
    asks: body !== '' && (approved.get(author) ?? '') <= at,
    ...(approving.has(author) ? { shown: true } : {}),
    ...machine(comment.user),
    ...named('association', comment.author_association),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** Maximum number of characters of an annotation. */
const LONGEST = 500;

/** Reads an annotation of a check run as lines: its place, its level, and what it says. */
export function readAnnotation({
  path,
  start_line: line,
  annotation_level: level,
  title,
  message,
}: GithubJson): string[] {
  const where = [text(path), typeof line === 'number' ? String(line) : ''].filter(Boolean).join(':');
  const says = [text(title), lines(message)].filter(Boolean).join(': ');
  const head = [where, text(level)].filter(Boolean).join(' ');
  return clip([head, says].filter(Boolean).join(': '), LONGEST).split('\n');
}

/** Reads the last lines of a log. */
export function lastLines(log: string, most: number): string[] {
  return plainOutput(log)
    .split('\n')
    .map((line) => clip(line, LONGEST))
    .filter((line) => line.trim() !== '')
    .slice(-most);
}

/** Reads a review. Its state decides whether it asks for changes; one without a text has its comments. */
export function readReview(review: GithubJson, settled: ReadonlySet<unknown>): ReviewText {
  const state = text(review.state);
  const body = lines(review.body).trim();
  return {
    ...{ id: `review-${String(review.id)}`, body, author: loginOf(review.user) },
    asks: !settled.has(review.id) && (state === 'CHANGES_REQUESTED' || (state === 'COMMENTED' && body !== '')),
    ...machine(review.user),
    ...named('association', review.author_association),
  };
}

/** Reads a comment on a line. `settled` are the ids of the reviews that ask for nothing. */
export function readReviewComment(comment: GithubJson, settled: ReadonlySet<unknown>): ReviewText {
  const line = comment.line ?? comment.original_line;
  return {
    ...{ id: `comment-${String(comment.id)}`, body: lines(comment.body).trim(), author: loginOf(comment.user) },
    asks: !settled.has(comment.pull_request_review_id),
    ...machine(comment.user),
    ...named('association', comment.author_association),
    ...named('path', comment.path),
    ...(typeof line === 'number' ? { line } : {}),
  };
}
