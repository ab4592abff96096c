import type {
  FakeAnnotation,
  FakeCheckRun,
  FakePull,
  FakePulls,
  FakeRequired,
  FakeReview,
  FakeReviewComment,
  FakeStatus,
} from './pull-state.ts';
import { type Around, issueShape, secondsOf, userShape } from './shapes.ts';

const URLS = [
  ...['archive', 'assignees', 'blobs', 'branches', 'collaborators', 'comments', 'commits', 'compare', 'contents'],
  ...['contributors', 'deployments', 'downloads', 'events', 'forks', 'git_commits', 'git_refs', 'git_tags', 'hooks'],
  ...['html', 'issue_comment', 'issue_events', 'issues', 'keys', 'labels', 'languages', 'merges', 'milestones'],
  ...['notifications', 'pulls', 'releases', 'stargazers', 'statuses', 'subscribers', 'subscription', 'tags', 'teams'],
  ...['trees', 'clone', 'git', 'ssh', 'svn'],
];

/** A repository with all that GitHub's description requires. */
export function wholeRepositoryShape({ api, repo }: Around) {
  const url = `${api}/repos/${repo}`;
  const [owner, name] = repo.split('/');
  return {
    ...Object.fromEntries(URLS.map((word) => [`${word}_url`, `${url}/${word}`])),
    ...{ id: 1, node_id: 'R_1', name, full_name: repo, url, private: false, fork: false, description: null },
    owner: userShape({ id: 9, login: owner! }),
    ...{ default_branch: 'main', forks: 0, forks_count: 0, has_downloads: true, has_issues: true, has_projects: true },
    ...{ has_wiki: true, has_pages: false, homepage: null, language: null, archived: false, disabled: false },
    ...{ mirror_url: null, open_issues: 0, open_issues_count: 0, license: null, pushed_at: secondsOf(0), size: 1 },
    ...{ stargazers_count: 0, watchers: 0, watchers_count: 0, created_at: secondsOf(0), updated_at: secondsOf(0) },
    ...{ has_discussions: false, topics: [], visibility: 'public', web_commit_signoff_required: false },
  };
}

const links = (url: string) => ({
  ...{ comments: { href: url }, commits: { href: url }, statuses: { href: url }, html: { href: url } },
  ...{ issue: { href: url }, review_comments: { href: url }, review_comment: { href: url }, self: { href: url } },
});

/** A pull request as lists have it. */
export function pullShape(pull: FakePull, pulls: FakePulls, around: Around) {
  const { issue, merged, branch, base, head, orphan } = pull;
  const { repo, api } = around;
  const url = `${api}/repos/${repo}/pulls/${issue.number}`;
  const html = `https://github.example/${repo}/pull/${issue.number}`;
  const shown = issueShape(issue, pulls.repository, around);
  const owner = repo.split('/')[0]!;
  const side = (ref: string, sha: string) => ({
    ...{ label: `${owner}:${ref}`, ref, sha, user: userShape({ id: 9, login: owner }) },
    repo: wholeRepositoryShape(around),
  });
  const { id, node_id, number, title, body, state, locked, labels, assignee, assignees, milestone, user } = shown;
  return {
    ...{ id, node_id: `PR_${issue.id}`, number, title, body, state, locked, labels, assignee, assignees, milestone },
    ...{ user: user!, author_association: issue.association, auto_merge: null, draft: pull.draft === true },
    ...{ url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, issue_url: shown.url },
    ...{ comments_url: url, commits_url: url, review_comment_url: url, review_comments_url: url, statuses_url: url },
    ...{ created_at: shown.created_at, updated_at: shown.updated_at, closed_at: shown.closed_at },
    merged_at: merged ? secondsOf(merged.at) : null,
    merge_commit_sha: merged?.commit ?? 'f'.repeat(40),
    head: { ...side(branch, head), ...(orphan ? { repo: null } : {}) },
    base: side(base, pulls.tip(base)),
    _links: links(url),
    ...{ requested_reviewers: [], requested_teams: [], active_lock_reason: null, node: node_id.length },
  };
}

/** A single pull request, with what lists lack. */
export function wholePullShape(pull: FakePull, pulls: FakePulls, around: Around) {
  const mergeable = pull.issue.state === 'closed' ? null : pulls.mergeable(pull);
  return {
    ...pullShape(pull, pulls, around),
    ...{ merged: pull.merged !== undefined, mergeable, rebaseable: mergeable, merged_by: null },
    mergeable_state: mergeable === null ? 'unknown' : !mergeable ? 'dirty' : pull.draft ? 'draft' : 'blocked',
    ...{ additions: 1, deletions: 0, changed_files: 1, comments: 0, commits: 1, maintainer_can_modify: false },
    review_comments: pulls.comments.filter((one) => one.pull === pull.issue.number).length,
  };
}

export function reviewShape(review: FakeReview, { repository }: FakePulls, { api, repo }: Around) {
  const url = `${api}/repos/${repo}/pulls/${review.pull}`;
  return {
    ...{ id: review.id, node_id: `PRR_${review.id}`, body: review.body, state: review.state },
    user: userShape(repository.users.get(review.author)),
    ...{ html_url: url, pull_request_url: url, commit_id: 'a'.repeat(40), submitted_at: secondsOf(review.at) },
    _links: { html: { href: url }, pull_request: { href: url } },
    author_association: review.association,
  };
}

export function reviewCommentShape(comment: FakeReviewComment, { repository }: FakePulls, { api, repo }: Around) {
  const url = `${api}/repos/${repo}/pulls/comments/${comment.id}`;
  const { id, review, body, path, line } = comment;
  return {
    ...{ id, node_id: `PRRC_${id}`, url, pull_request_review_id: review, body, path, line, original_line: line },
    ...{ diff_hunk: '@@ -1 +1 @@', commit_id: 'a'.repeat(40), original_commit_id: 'a'.repeat(40), side: 'RIGHT' },
    user: userShape(repository.users.get(comment.author)) ?? userShape({ id: 10137, login: 'ghost' }),
    ...{ created_at: secondsOf(comment.at), updated_at: secondsOf(comment.at), html_url: url, pull_request_url: url },
    _links: { self: { href: url }, html: { href: url }, pull_request: { href: url } },
    author_association: comment.association,
  };
}

export function checkRunShape(run: FakeCheckRun, { api, repo }: Around) {
  const url = `${api}/repos/${repo}/check-runs/${run.id}`;
  const user = userShape({ id: 9, login: 'acme' });
  const html = run.log === undefined ? url : `https://github.example/${repo}/actions/runs/7/job/${run.id}`;
  return {
    ...{ id: run.id, node_id: `CR_${run.id}`, head_sha: run.commit, name: run.name, external_id: '', url },
    ...{ html_url: html, details_url: html, status: run.status, conclusion: run.conclusion },
    ...{ started_at: secondsOf(run.at), completed_at: run.conclusion === null ? null : secondsOf(run.at) },
    output: {
      ...{ title: run.summary === null ? null : 'Report', summary: run.summary, text: null },
      ...{ annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    },
    check_suite: { id: run.app },
    app: {
      ...{ id: run.app, node_id: `A_${run.app}`, slug: 'ci', owner: user, name: 'CI', description: null },
      ...{ external_url: url, html_url: url, created_at: secondsOf(0), updated_at: secondsOf(0) },
      ...{ permissions: {}, events: [] },
    },
    pull_requests: [],
  };
}

export function annotationShape({ path, line, level, message }: FakeAnnotation) {
  return {
    ...{ path, start_line: line, end_line: line, start_column: null, end_column: null, annotation_level: level },
    ...{ title: '', message, raw_details: '', blob_href: 'https://github.example/blob' },
  };
}

export function statusShape(status: FakeStatus, { api }: Around) {
  return {
    ...{ id: status.id, node_id: `SC_${status.id}`, state: status.state, context: status.context },
    ...{ description: status.description, target_url: null, avatar_url: null, url: `${api}/s/${status.id}` },
    ...{ created_at: secondsOf(status.at), updated_at: secondsOf(status.at) },
  };
}

export function branchShape(branch: string, sha: string, required: readonly FakeRequired[], { api, repo }: Around) {
  const url = `${api}/repos/${repo}/branches/${branch}`;
  const who = { name: 'Octo', email: 'octo@example.invalid', date: secondsOf(0) };
  return {
    name: branch,
    commit: {
      ...{ url, sha, node_id: 'C_1', html_url: url, comments_url: url, author: null, committer: null, parents: [] },
      commit: { url, author: who, committer: who, message: 'x', comment_count: 0, tree: { sha, url } },
    },
    _links: { html: url, self: url },
    protected: required.length > 0,
    protection: {
      enabled: required.length > 0,
      required_status_checks: {
        ...{ enforcement_level: required.length > 0 ? 'non_admins' : 'off' },
        contexts: required.map(({ name }) => name),
        checks: required.map(({ name, app }) => ({ context: name, app_id: app ?? null })),
      },
    },
    protection_url: `${url}/protection`,
  };
}

export function ruleShape(required: readonly FakeRequired[]) {
  return {
    ...{ type: 'required_status_checks', ruleset_source_type: 'Repository', ruleset_source: 'app', ruleset_id: 1 },
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: required.map(({ name, app }) => ({
        context: name,
        ...(app === undefined ? {} : { integration_id: app }),
      })),
    },
  };
}
