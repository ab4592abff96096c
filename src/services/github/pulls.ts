import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { MARK } from '../mark.ts';
import type { Pulls, RemoteCheck, RequiredCheck } from '../pulls.ts';
import { checkNotRenamed } from '../renamed.ts';
import { type ConnectOptions, LostAnswer, TooLarge } from '../service.ts';
import { type GithubAnswer, type GithubApi, openGithub } from './api.ts';
import {
  approvalTimes,
  approvingAuthors,
  type GithubJson,
  lastLines,
  readAnnotation,
  readCheckRun,
  readConversation,
  readPull,
  readRequired,
  readReview,
  readReviewComment,
  readStatus,
  settledReviews,
} from './read-pull.ts';
import { wholeList } from './whole-list.ts';

/** Connects to the pull requests of a repository. */
export function githubPulls(options: Omit<ConnectOptions, 'filter'>): Pulls {
  const api = openGithub(options);
  const base = `/repos/${options.list}`;
  const owner = options.list.split('/')[0]!;
  /** Changes something. A redirect is no answer: nothing happened there. */
  const send: GithubApi['send'] = async (method, path, body) => {
    const answer = await api.send(method, path, body);
    if (answer.status < 300) return answer;
    checkNotRenamed(options, String(one(await api.get(base)).full_name));
    throw new BacklogError('service', `GitHub answers ${path} with a redirect, which Backlog doesn't follow`, {
      hint: `Check the source: \`backlog source validate ${options.name ?? 'NAME'}\``,
      data: { status: answer.status },
    });
  };
  return {
    async ofBranch(branch) {
      const query = { head: `${owner}:${branch}`, state: 'all', sort: 'created', direction: 'desc', per_page: 30 };
      const pulls = rows((await api.get(`${base}/pulls`, query)).data).map(readPull);
      return pulls.filter(({ from }) => from?.toLowerCase() === options.list.toLowerCase());
    },
    async read(number, tag) {
      const answer = await api.get(`${base}/pulls/${number}`, {}, tag);
      if (answer.status === 304) return undefined;
      const { etag } = answer.headers;
      return { pull: readPull(one(answer)), ...(typeof etag === 'string' ? { tag: etag } : {}) };
    },
    async open({ title, body, branch, base: into }) {
      return readPull(one(await send('POST', `${base}/pulls`, { title, body, head: branch, base: into })));
    },
    async edit(number, body) {
      await send('PATCH', `${base}/pulls/${number}`, { body });
    },
    async close(number) {
      return readPull(one(await send('PATCH', `${base}/pulls/${number}`, { state: 'closed' })));
    },
    async comment(number, body) {
      await send('POST', `${base}/issues/${number}/comments`, { body });
    },
    async hasComment(number, mark) {
      const all = await wholeList(api, `${base}/issues/${number}/comments`, rows);
      return all.some(({ body }) => MARK.exec(String(body ?? ''))?.[1] === mark);
    },
    async eventsOf(number) {
      const all = await wholeList(api, `${base}/issues/${number}/events`, rows);
      return all.map(({ id, event }) => ({ id: String(id), event: String(event) }));
    },
    async branchNow(name) {
      try {
        const { name: now } = one(await api.get(`${base}/branches/${encodeURIComponent(name)}`));
        return typeof now === 'string' ? now : undefined;
      } catch (error) {
        if (error instanceof BacklogError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
    required: (branch) => requiredOf(api, base, branch),
    async checksOf(commit) {
      const runsIn = (data: unknown) => rows(isObject(data) ? data.check_runs : undefined);
      const statusesIn = (data: unknown) => rows(isObject(data) && data.sha === commit ? data.statuses : []);
      const runs = await wholeList(api, `${base}/commits/${commit}/check-runs`, runsIn, { filter: 'latest' });
      const statuses = await wholeList(api, `${base}/commits/${commit}/status`, statusesIn);
      return [...runs.map(readCheckRun), ...statuses.map((status) => readStatus(status, commit))];
    },
    reasonOf: (check) => reasonOf(api, base, check),
    async reviewsOf(number) {
      const reviews = await wholeList(api, `${base}/pulls/${number}/reviews`, rows);
      const comments = await wholeList(api, `${base}/pulls/${number}/comments`, rows);
      const conversation = await wholeList(api, `${base}/issues/${number}/comments`, rows);
      const settled = settledReviews(reviews);
      const judged = { approved: approvalTimes(reviews), approving: approvingAuthors(reviews) };
      return [
        ...reviews.map((review) => readReview(review, settled)),
        ...comments.map((comment) => readReviewComment(comment, settled)),
        ...conversation.map((comment) => readConversation(comment, judged)),
      ];
    },
    quota: api.quota,
    requests: api.requests,
    serverNow: api.serverNow,
  };
}

/** Maximum number of annotations of a failed check, and of lines of its log. */
const REASON = { annotations: 20, lines: 60 } as const;

/** Annotations come first, because the end of a log is nearest to the failure. */
async function reasonOf(api: GithubApi, base: string, { run, job }: RemoteCheck): Promise<string[]> {
  const annotations = run && (await unlessRefused(() => annotationsOf(api, `${base}/check-runs/${run}/annotations`)));
  const log = job && (await unlessRefused(() => api.log(`${base}/actions/jobs/${job}/logs`)));
  return [
    ...(annotations && annotations.length > 0 ? ['Annotations:', ...annotations] : []),
    ...(log ? [`The end of the job's log:`, ...lastLines(log, REASON.lines)] : []),
  ];
}

/** Failures come first. */
async function annotationsOf(api: GithubApi, path: string): Promise<string[]> {
  const all = await wholeList(api, path, rows);
  const isFailure = ({ annotation_level: level }: GithubJson) => level === 'failure';
  const ordered = [...all.filter(isFailure), ...all.filter((one) => !isFailure(one))];
  const left = ordered.length - REASON.annotations;
  return [...ordered.slice(0, REASON.annotations).flatMap(readAnnotation), ...(left > 0 ? [`… and ${left} more`] : [])];
}

/** A round doesn't wait for its reason: logs expire, and the token may not read them. */
async function unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BacklogError || error instanceof LostAnswer || error instanceof TooLarge) return undefined;
    throw error;
  }
}

/** Reads what a branch requires: by its rules, which everybody may read, and by its protection. */
async function requiredOf(api: GithubApi, base: string, branch: string): Promise<RequiredCheck[]> {
  const path = encodeURIComponent(branch);
  const rules = await wholeList(api, `${base}/rules/branches/${path}`, rows).catch(unlessMissing);
  const ofRules = rules
    .filter(({ type }) => type === 'required_status_checks')
    .flatMap(({ parameters }) => (isObject(parameters) ? rows(parameters.required_status_checks ?? []) : []));
  const { protection } = one(await api.get(`${base}/branches/${path}`));
  const needs = isObject(protection) ? protection.required_status_checks : undefined;
  const { checks, contexts } = isObject(needs) ? needs : ({} as GithubJson);
  const names = Array.isArray(contexts) ? contexts.map((context) => ({ context })) : [];
  const ofProtection = Array.isArray(checks) && checks.length > 0 ? rows(checks) : names;
  const all = [...ofRules, ...ofProtection].flatMap(readRequired);
  return [...new Map(all.map((check) => [`${check.name}\0${check.app ?? ''}`, check])).values()];
}

/** An Enterprise server of an older version has no rules. */
function unlessMissing(error: unknown): GithubJson[] {
  if (error instanceof BacklogError && error.code === 'not-found') return [];
  throw error;
}

/** @throws BacklogError `service` for an answer that is no list, which must not mean an empty one */
function rows(data: unknown): GithubJson[] {
  if (!Array.isArray(data)) throw new BacklogError('service', 'GitHub answered something else than a list');
  return data.filter(isObject);
}

function one({ data }: GithubAnswer): GithubJson {
  if (!isObject(data)) throw new BacklogError('service', 'GitHub answered something else than an object');
  return data;
}
