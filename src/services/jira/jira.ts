import { isObject } from '../../base/is-object.ts';
import { itemReader, saysGone } from '../about-item.ts';
import { goneTwice, isGone } from '../gone-twice.ts';
import { checkNotRenamed } from '../renamed.ts';
import { CannotWrite, type Connection, type ConnectOptions, type ItemPage, type RemoteItem } from '../service.ts';
import { type JiraApi, openJira, otherThan } from './api.ts';
import { issueComments, marksOfComments, walkComments } from './comments.ts';
import { LAG_MS, labelsOf } from './jql.ts';
import { allMeanings } from './meanings.ts';
import {
  blockersOf,
  fieldNames,
  type IssueReading,
  isJiraIssue,
  type JiraJson,
  PROPERTY,
  projectOf,
  readJiraIssue,
} from './read-issue.ts';
import { type Search, searchIssues, walkIssues } from './search.ts';
import { writeJira } from './write.ts';

/** Connects to the issues of a project. */
export function connectJira(options: ConnectOptions): Connection {
  const api = openJira(options);
  const [site = '', key = ''] = options.list.split('/');
  const map = allMeanings(options.map ?? {});
  const filter = options.filter.trim();
  const seen: Search['seen'] = { rows: new Map(), fitting: new Set(), numbers: new Set() };
  let me: Promise<string | undefined> | undefined;
  const reading = async (): Promise<IssueReading> => {
    me ??= api
      .read('/rest/api/3/myself')
      .then((user) => (isObject(user) && 'accountId' in user ? String(user.accountId ?? '') : otherThan('a user')));
    return { site, key, map, me: (await me) || undefined };
  };
  const projectNow = async (): Promise<JiraJson> => {
    const project = await api.read(`/rest/api/3/project/${key}`);
    return isObject(project) && typeof project.key === 'string' ? project : otherThan('a project');
  };
  const about = itemReader(projectNow);
  const asked: Search = { api, about, key, filter, fields: fieldNames(map), reading, seen };
  const issueAt = (id: string, fields = asked.fields) => about(() => readIssue(api, id, fields));
  const now = async (id: string): Promise<RemoteItem> => {
    const issue = await issueAt(id);
    return readJiraIssue(issue, await reading());
  };
  let checked: Promise<void> | undefined;
  /** An issue is gone only if its project is there, under its key: an account can lose the right to all of it. */
  const checkList = () => {
    checked ??= projectNow().then((project) => checkNotRenamed(options, `${site}/${String(project.key)}`));
    return checked;
  };
  const readOnce = async (node: string): Promise<RemoteItem | 'moved' | 'deleted'> => {
    try {
      const issue = await issueAt(node);
      if (projectOf(issue) !== key) {
        await checkList();
        return 'moved';
      }
      const item = readJiraIssue(issue, await reading());
      seen.numbers.add(item.number);
      return item;
    } catch (error) {
      if (!saysGone(error)) throw error;
      await checkList();
      return 'deleted';
    }
  };
  return {
    async identity() {
      const project = await projectNow();
      const rights = await api.read(`/rest/api/3/mypermissions?projectKey=${key}&permissions=EDIT_ISSUES`);
      const all = isObject(rights) && isObject(rights.permissions) ? rights.permissions : {};
      const may = isObject(all.EDIT_ISSUES) && all.EDIT_ISSUES.havePermission === true;
      const named = String(project.key);
      return {
        node: String(project.id),
        list: `${site}/${named}`,
        url: `https://${site}/browse/${named}`,
        mayWrite: may,
      };
    },
    items: (from): AsyncGenerator<ItemPage<RemoteItem>> => walkIssues(asked, from),
    comments: (from) => walkComments(asked, from),
    async commentsOf(number) {
      const found = await issueComments(asked, number);
      return marksOfComments(asked, number, found);
    },
    async blockersOf(number) {
      const row = [...seen.rows.values()].find((one) => one.number === number);
      return row ? row.blockers : blockersOf(await issueAt(`${key}-${number}`), map);
    },
    read: (_, node) => goneTwice(() => readOnce(node), isGone),
    async find(text, since) {
      const conditions = { from: Date.parse(since) - LAG_MS, field: 'created' } as const;
      for await (const issues of searchIssues(asked, conditions, { properties: [PROPERTY] })) {
        const context = await reading();
        const found = issues.map((issue) => readJiraIssue(issue, context)).find(({ body }) => body.includes(text));
        if (found) return found;
      }
      return undefined;
    },
    write: (act, onLate) =>
      writeJira(
        {
          ...{ api, key, map, now },
          read: (issue) => readJiraIssue(issue, { site, key, map, me: undefined }),
          source: options.name ?? 'NAME',
          async checkHere(number) {
            if (seen.numbers.has(number)) return;
            const issue = await issueAt(`${key}-${number}`, ['project']);
            if (projectOf(issue) !== key) {
              await checkList();
              throw new CannotWrite('the issue is in another project now');
            }
            seen.numbers.add(number);
          },
        },
        act,
        onLate,
      ),
    quota: api.quota,
    pause: api.pause,
    requests: api.requests,
    serverNow: api.serverNow,
    serverLatest: api.serverLatest,
    limits: { title: 255, body: 32_767, label: 255 },
    newLabels: labelsOf(filter),
    fits: ({ node }) => filter === '' || seen.fitting.has(node),
    lag: LAG_MS,
    isStateApart: true,
  };
}

/** Reads an issue by its identity or its key. A key of another project is the one that it has after a move. */
async function readIssue(api: JiraApi, id: string, fields: readonly string[]): Promise<JiraJson> {
  const path = `/rest/api/3/issue/${encodeURIComponent(id)}?fields=${fields.join(',')}&properties=${PROPERTY}`;
  const issue = await api.read(path);
  // Something on the way can have kept the answer for another issue.
  const isAsked = (one: JiraJson) =>
    one.id === id || one.key === id || (/^\D/.test(id) && projectOf(one) !== projectOf({ key: id }));
  return isJiraIssue(issue) && isAsked(issue) ? issue : otherThan(`issue ${id}`);
}
