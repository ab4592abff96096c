import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { answeredBy } from '../answered-by.ts';
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

/** Statuses with which GitHub refuses a change of one issue. The value says whether it finds nothing to change. */
const REFUSED: Readonly<Record<number, boolean>> = { 403: false, 404: true, 410: true, 422: false, 451: true };

/** Carries out a change. @throws {CannotWrite} if GitHub refuses it for this issue */
export async function writeGithub(
  writing: Writing,
  act: RemoteAct,
  onLate?: OnLate,
): Promise<RemoteItem | RemoteComment | undefined> {
  try {
    return await carryOut(writing, act, onLate);
  } catch (error) {
    const missing = error instanceof BacklogError ? REFUSED[Number(error.data?.status)] : undefined;
    // A list that accepts no new issue accepts none of the others, either.
    if (missing === undefined || (act.act === 'create' && missing)) throw error;
    throw new CannotWrite((error as BacklogError).message, { missing });
  }
}

async function carryOut(
  { api, base, checkList, isHere }: Writing,
  act: RemoteAct,
  onLate: OnLate | undefined,
): Promise<RemoteItem | RemoteComment | undefined> {
  /** A redirect is no answer: the issue is in another repository, where nothing happened. */
  const send = async (...asked: Parameters<GithubApi['send']>): Promise<unknown> => {
    const { data, status, headers } = await api.send(...asked);
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
      return readGithubIssue(
        answeredBy('GitHub', await send('POST', `${base}/issues`, { title, body, labels }, onLate), isIssue),
      );
    }
    case 'edit': {
      const { number, title, body, state } = act;
      const edited = await send('PATCH', `${base}/issues/${number}`, {
        ...(title === undefined ? {} : { title }),
        ...(body === undefined ? {} : { body }),
        ...(state === undefined ? {} : closed(state)),
      });
      return readGithubIssue(answeredBy('GitHub', edited, isIssue));
    }
    case 'label': {
      const labels = `${base}/issues/${act.number}/labels`;
      if (act.add.length > 0) answeredBy('GitHub', await send('POST', labels, { labels: act.add }), Array.isArray);
      for (const name of act.remove) await removeLabel(send, `${labels}/${encodeURIComponent(name)}`);
      return undefined;
    }
    case 'comment':
      return readGithubComment(
        answeredBy(
          'GitHub',
          await send('POST', `${base}/issues/${act.number}/comments`, { body: act.body }, onLate),
          isComment,
        ),
      );
    case 'recomment':
      return readGithubComment(
        answeredBy('GitHub', await send('PATCH', `${base}/issues/comments/${act.id}`, { body: act.body }), isComment),
      );
  }
}

const isComment = (value: unknown): value is GithubJson => isObject(value) && typeof value.id === 'number';

/** Removes a label. Somebody else may have removed it. */
async function removeLabel(send: (...asked: Parameters<GithubApi['send']>) => Promise<unknown>, path: string) {
  try {
    answeredBy('GitHub', await send('DELETE', path), Array.isArray);
  } catch (error) {
    if (!(error instanceof BacklogError) || error.data?.status !== 404) throw error;
  }
}
