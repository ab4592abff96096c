import { isObject } from '../../base/is-object.ts';
import { aboutItem, answeredBy, carryOutChange, ItemRefused } from '../about-item.ts';
import { MARK } from '../mark.ts';
import {
  CannotWrite,
  LostAnswer,
  type OnLate,
  type RemoteAct,
  type RemoteComment,
  type RemoteItem,
} from '../service.ts';
import type { GithubApi } from './api.ts';
import { isIssue, readGithubComment, readGithubIssue } from './read-issue.ts';
import type { GithubJson } from './read-pull.ts';

interface Writing {
  api: GithubApi;
  /** The path of the repository. */
  base: string;
  /** @throws BacklogError `conflict` if the repository has another name now */
  checkList(): Promise<void>;
  /** Checks whether a redirect leads to the same server. */
  isHere(location: unknown): boolean;
}

/** The reason of a closed state, by our word. */
const closed = (state: RemoteItem['state']) =>
  state === 'open' ? { state: 'open' } : { state: 'closed', state_reason: state };

/** Carries out a change. @throws {CannotWrite} if GitHub refuses it for this issue */
export const writeGithub = (writing: Writing, act: RemoteAct, onLate?: OnLate) =>
  carryOutChange(act, () => carryOut(writing, act, onLate));

async function carryOut(
  { api, base, checkList, isHere }: Writing,
  act: RemoteAct,
  onLate: OnLate | undefined,
): Promise<RemoteItem | RemoteComment | undefined> {
  /** A redirect is no answer: the issue is in another repository, where nothing happened. */
  const send = async (...asked: Parameters<GithubApi['send']>): Promise<unknown> => {
    const { data, status, headers } = await aboutItem(() => api.send(...asked));
    // See Other answers a change that is done. Nobody knows what something on the way did before it leads elsewhere.
    if (status === 303 || (status >= 300 && !isHere(headers.location)))
      throw new LostAnswer(`GitHub answered a change with redirect ${status}`);
    if (status >= 300) {
      await checkList();
      throw new CannotWrite('the issue has moved to another repository', { missing: true });
    }
    return data;
  };
  switch (act.act) {
    case 'create': {
      const { title, body, labels } = act;
      const made = await send('POST', `${base}/issues`, { title, body, labels }, onLate);
      return readGithubIssue(
        answeredBy('GitHub', made, (value): value is GithubJson => isIssue(value) && isMarkedAs(value, body)),
      );
    }
    case 'edit': {
      const { number, title, body, state } = act;
      const edited = await send('PATCH', `${base}/issues/${number}`, {
        ...(title === undefined ? {} : { title }),
        ...(body === undefined ? {} : { body }),
        ...(state === undefined ? {} : closed(state)),
      });
      const isEdited = (value: unknown): value is GithubJson =>
        isIssue(value) && value.number === number && (state === undefined || hasState(value, state));
      return readGithubIssue(answeredBy('GitHub', edited, isEdited));
    }
    case 'label': {
      const path = `${base}/issues/${act.number}/labels`;
      const { add } = act;
      const hasAdded = (value: unknown): value is unknown[] => add.every((name) => hasLabel(value, name));
      if (add.length > 0) answeredBy('GitHub', await send('POST', path, { labels: add }), hasAdded);
      for (const name of act.remove) await removeLabel({ api, send, path }, name);
      return undefined;
    }
    case 'comment': {
      const { number, body } = act;
      const made = await send('POST', `${base}/issues/${number}/comments`, { body }, onLate);
      return readGithubComment(
        answeredBy('GitHub', made, (value): value is GithubJson => isComment(value) && isMarkedAs(value, body)),
      );
    }
    case 'recomment': {
      const { id, body } = act;
      const edited = await send('PATCH', `${base}/issues/comments/${id}`, { body });
      return readGithubComment(
        answeredBy('GitHub', edited, (value): value is GithubJson => isComment(value) && String(value.id) === id),
      );
    }
  }
}

/** An answer with another state is older than the edit. Texts are stored in a form of the service. */
const hasState = (issue: GithubJson, state: RemoteItem['state']) => (issue.state === 'open') === (state === 'open');

const isComment = (value: unknown): value is GithubJson => isObject(value) && typeof value.id === 'number';

/** Checks that an answer is about what was sent. Something on the way can have kept that of another request. */
const isMarkedAs = ({ body: answered }: GithubJson, body: string): boolean =>
  MARK.exec(String(answered ?? ''))?.[1] === MARK.exec(body)?.[1];

const hasLabel = (labels: unknown, name: string): labels is unknown[] =>
  Array.isArray(labels) && labels.some((one) => isObject(one) && String(one.name).toLowerCase() === name.toLowerCase());

/** The labels of an issue. */
interface Labels {
  api: GithubApi;
  send(...asked: Parameters<GithubApi['send']>): Promise<unknown>;
  path: string;
}

/**
 * Removes a label. Somebody else may have removed it. An answer 404 can be that of a server that lags, and an empty one that
 * of something on the way, so the list of labels decides then.
 */
async function removeLabel({ api, send, path }: Labels, name: string): Promise<void> {
  const left = await send('DELETE', `${path}/${encodeURIComponent(name)}`).catch((error: unknown) => {
    if (error instanceof ItemRefused && error.data?.status === 404) return [];
    throw error;
  });
  const labels = answeredBy('GitHub', left, Array.isArray);
  const now = labels.length > 0 ? labels : (await aboutItem(() => api.get(path, { per_page: 100 }))).data;
  answeredBy('GitHub', now, (value): value is unknown[] => Array.isArray(value) && !hasLabel(value, name));
}
