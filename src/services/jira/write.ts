import { readAdf, writeAdf } from '../../base/adf/text.ts';
import { isObject } from '../../base/is-object.ts';
import { aboutItem, answeredBy, carryOutChange } from '../about-item.ts';
import { MARK } from '../mark.ts';
import {
  isOfService,
  LostAnswer,
  type OnLate,
  type RemoteAct,
  type RemoteComment,
  type RemoteItem,
} from '../service.ts';
import type { JiraApi } from './api.ts';
import type { Meanings } from './meanings.ts';
import { isJiraIssue, type JiraJson, levelAndDay, PROPERTY, readJiraComment } from './read-issue.ts';
import { moveIssueTo } from './transition.ts';

export interface Writing {
  api: JiraApi;
  key: string;
  map: Meanings;
  source: string;
  /** Reads an issue as it is now. */
  now(id: string): Promise<RemoteItem>;
  /** Reads an issue of an answer. Asks nothing. */
  read(issue: JiraJson): RemoteItem;
  /** @throws {CannotWrite} if the issue of a number is in another project now: its old key still leads there */
  checkHere(number: number): Promise<void>;
}

const ISSUE = '/rest/api/3/issue';

/** Splits a text and its mark, which Jira keeps as a property. */
function marked(body: string): { text: string; properties: JiraJson[] } {
  const mark = markOf(body);
  const text = body.replace(MARK, '').trim();
  return { text, properties: mark === undefined ? [] : [{ key: PROPERTY, value: { mark } }] };
}

/** Carries out a change. @throws {CannotWrite} if Jira refuses it for this issue */
export const writeJira = (writing: Writing, act: RemoteAct, onLate?: OnLate) =>
  carryOutChange(act, () => carryOut(writing, act, onLate));

async function carryOut(
  writing: Writing,
  act: RemoteAct,
  onLate: OnLate | undefined,
): Promise<RemoteItem | RemoteComment | undefined> {
  const { key, map, source, now, checkHere } = writing;
  const api: JiraApi = {
    ...writing.api,
    read: (...asked) => aboutItem(() => writing.api.read(...asked)),
    send: (...asked) => aboutItem(() => writing.api.send(...asked)),
    change: (...asked) => aboutItem(() => writing.api.change(...asked)),
  };
  const path = 'number' in act ? `${ISSUE}/${key}-${act.number}` : ISSUE;
  if (act.act === 'comment' || act.act === 'recomment') await checkHere(act.number);
  switch (act.act) {
    case 'create': {
      const { text, properties } = marked(act.body);
      const fields = {
        ...{ project: { key }, issuetype: { name: map.type }, summary: act.title },
        ...(text === '' ? {} : { [map.text!]: writeAdf(text) }),
        ...(act.labels.length > 0 ? { labels: act.labels } : {}),
      };
      const made = answeredBy('Jira', await api.send('POST', ISSUE, { fields, properties }, onLate), isJiraIssue);
      const item = await now(made.id as string).catch((error: unknown) => {
        if (!isOfService(error)) throw error;
        // It exists, although this account may not see it. Without its link, the next push would create it again.
        const created = new Date(api.serverNow()).toISOString();
        return writing.read({
          ...made,
          properties,
          fields: { ...fields, created, updated: new Date(0).toISOString() },
        });
      });
      // Something on the way can have kept the answer to another creation.
      if (markOf(item.body) !== markOf(act.body)) throw new LostAnswer('Jira answered a creation with another issue');
      return item;
    }
    case 'edit': {
      const fields = {
        ...(act.title === undefined ? {} : { summary: act.title }),
        ...(act.body === undefined ? {} : { [map.text!]: act.body === '' ? null : writeAdf(act.body) }),
        ...levelAndDay(act, map),
      };
      if (Object.keys(fields).length > 0) await api.change('PUT', path, { fields });
      if (act.state !== undefined) await moveIssueTo(api, path, { state: act.state, map, source });
      return afterChange(() => now(`${key}-${act.number}`));
    }
    case 'label':
      await api.change('PUT', path, {
        update: { labels: [...act.add.map((add) => ({ add })), ...act.remove.map((remove) => ({ remove }))] },
      });
      return afterChange(() => now(`${key}-${act.number}`));
    case 'comment': {
      const { text, properties } = marked(act.body);
      const made = await api.send('POST', `${path}/comment`, { body: writeAdf(text), properties }, onLate);
      return readJiraComment(answeredBy('Jira', made, isCommentOf(text)), act.number, undefined);
    }
    case 'recomment': {
      const body = writeAdf(marked(act.body).text);
      const made = await api.send('PUT', `${path}/comment/${encodeURIComponent(act.id)}`, { body });
      const isIt = (value: unknown): value is JiraJson => isComment(value) && value.id === act.id;
      return readJiraComment(answeredBy('Jira', made, isIt), act.number, undefined);
    }
  }
}

/** Reads what a change made. A failure says nothing about the change, which is done. @throws {LostAnswer} */
async function afterChange<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw isOfService(error) ? new LostAnswer(error.message) : error;
  }
}

const markOf = (body: string): string | undefined => MARK.exec(body)?.[1];

const isComment = (value: unknown): value is JiraJson => isObject(value) && typeof value.id === 'string';

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Checks that an answer has the text that was sent. Something on the way can have kept that of another comment. */
const isCommentOf =
  (text: string) =>
  (value: unknown): value is JiraJson =>
    isComment(value) && words(readAdf(value.body).text) === words(readAdf(writeAdf(text)).text);
