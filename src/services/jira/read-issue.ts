import { readAdf } from '../../base/adf/text.ts';
import { isObject } from '../../base/is-object.ts';
import { UNSAFE } from '../../base/unsafe-characters.ts';
import { isDay } from '../../domain/task-date.ts';
import { markText } from '../mark.ts';
import type { RemoteComment, RemoteItem } from '../service.ts';
import { listedNames, type Meanings, sameWord } from './meanings.ts';

/** The fields of Jira's answers that Backlog reads. Everything may be missing: fields are removed, users are deleted. */
export type JiraJson = Readonly<Record<string, unknown>>;

/** The property of issues and comments that has Backlog's mark. */
export const PROPERTY = 'backlog';

export interface IssueReading {
  site: string;
  key: string;
  map: Meanings;
  /** The account of the token. */
  me: string | undefined;
}

/** Characters that would end a name in a list or hide a part of it. */
const UNNAMED = new RegExp(`[,()<>\\s${UNSAFE}]+`, 'gu');

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const nameOf = (value: unknown) => (isObject(value) ? text(value.name) || text(value.value) : text(value));
export const objects = (value: unknown): JiraJson[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const issueFields = (issue: JiraJson): JiraJson => (isObject(issue.fields) ? issue.fields : {});

/** The names of the fields that are read. */
export const fieldNames = (map: Meanings): string[] => [
  ...['summary', 'status', 'resolution', 'labels', 'assignee', 'creator', 'created', 'updated', 'parent', 'project'],
  ...['issuelinks', 'comment', map.text!],
  ...[map.project!, map.priority!, map.due!].filter((name) => name !== 'none'),
];

/** Jira writes `2026-07-30T14:30:00.000+0200`. */
export function jiraInstant(value: unknown): string {
  const at = Date.parse(text(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/**
 * Names a user by display name and account, because anybody can take another one's name. The association says what Jira
 * knows: `OWNER` is the account of the token, `USER` one of the site, `CUSTOMER` one of a portal.
 */
function authorOf(user: unknown, me: string | undefined): { author: string; association: string } {
  if (!isObject(user)) return { author: 'unknown', association: 'NONE' };
  const account = text(user.accountId);
  const name = text(user.displayName).replaceAll(UNNAMED, ' ').trim().slice(0, 60);
  const author = account === '' ? name || 'unknown' : `${name || 'unknown'} (${account})`;
  if (account !== '' && account === me) return { author, association: 'OWNER' };
  const types: Readonly<Record<string, string>> = { atlassian: 'USER', customer: 'CUSTOMER', app: 'APP' };
  return { author, association: types[text(user.accountType)] ?? 'NONE' };
}

export const isJiraIssue = (value: unknown): value is JiraJson =>
  isObject(value) && typeof value.id === 'string' && typeof value.key === 'string';

/** The number in a key such as `APP-12`. */
export const issueNumber = (key: unknown) => Number(/-(\d{1,12})$/.exec(text(key))?.[1] ?? 0);
export const projectOf = (issue: JiraJson): string => text(issue.key).replace(/-\d+$/, '');

/** Reads an issue of an answer. Its identity is the id, since a move changes the key. */
export function readJiraIssue(issue: JiraJson, { site, key, map, me }: IssueReading): RemoteItem {
  const fields = issueFields(issue);
  const { labels, parent, project, assignee, comment } = fields;
  const body = readAdf(fields[map.text!]);
  const mark = markOf(issue.properties);
  const milestone = map.project === 'none' ? '' : nameOf([fields[map.project!]].flat()[0]);
  const projectKey = isObject(project) ? text(project.key) : projectOf(issue);
  const isSameProject = isObject(parent) && projectOf(parent) === projectKey;
  return {
    node: text(issue.id),
    number: issueNumber(issue.key),
    list: `${site}/${projectKey || key}`,
    url: `https://${site}/browse/${text(issue.key)}`,
    title: text(fields.summary),
    body: mark === undefined ? body.text : `${body.text}\n\n${markText(mark)}`,
    ...(body.isExact ? {} : { isBodyFixed: true }),
    state: stateOf(fields, map),
    ...priorityOf(fields, map),
    ...dueOf(fields, map),
    labels: Array.isArray(labels) ? labels.map(text).filter(Boolean) : [],
    assignees: isObject(assignee) ? [text(assignee.displayName) || text(assignee.accountId)].filter(Boolean) : [],
    ...(milestone === '' ? {} : { milestone }),
    ...authorOf(fields.creator, me),
    ...(isSameProject ? { parent: issueNumber(parent.key) } : {}),
    blockers: blockersOf(issue, map).length,
    comments: isObject(comment) ? Number(comment.total) || 0 : 0,
    created: jiraInstant(fields.created),
    updated: jiraInstant(fields.updated),
  };
}

const LEVELS = ['H', 'M', 'L'] as const;

/** Returns what a priority means. A project without the field has none in step. */
function priorityOf(fields: JiraJson, map: Meanings): Pick<RemoteItem, 'priority' | 'unknownPriority'> {
  const value = fields[map.priority!];
  if (value === undefined) return {};
  const name = nameOf(value);
  const found = LEVELS.find((level) => listedNames(map[level]).some((one) => sameWord(one, name)));
  return found || name === '' ? { priority: found ?? null } : { unknownPriority: name };
}

function dueOf(fields: JiraJson, map: Meanings): Pick<RemoteItem, 'due'> {
  const value = fields[map.due!];
  if (value === undefined) return {};
  const day = text(value).slice(0, 10);
  return { due: isDay(day) ? day : null };
}

/** Returns the fields for a priority and a due date that Jira gets. */
export function levelAndDay({ priority, due }: Pick<RemoteItem, 'priority' | 'due'>, map: Meanings): JiraJson {
  const level = priority && listedNames(map[priority])[0];
  const isOwn = map.priority === 'priority';
  return {
    ...(priority === undefined ? {} : { [map.priority!]: level ? (isOwn ? { name: level } : { value: level }) : null }),
    ...(due === undefined ? {} : { [map.due!]: due }),
  };
}

/** A status is done by its category, which Jira has for every workflow. The resolution says why. */
function stateOf({ status, resolution }: JiraJson, map: Meanings): RemoteItem['state'] {
  if (!isObject(status)) return 'open';
  const name = text(status.name);
  if (map.not_planned && sameWord(name, map.not_planned)) return 'not_planned';
  const isDone = isObject(status.statusCategory) && status.statusCategory.key === 'done';
  if (!isDone) return 'open';
  const reason = nameOf(resolution);
  return listedNames(map.dropped).some((one) => sameWord(one, reason)) ? 'not_planned' : 'completed';
}

/** The identities of the issues that block this one. */
export function blockersOf(issue: JiraJson, map: Meanings): string[] {
  return objects(issueFields(issue).issuelinks).flatMap(({ type, inwardIssue }) =>
    isObject(inwardIssue) && sameWord(nameOf(type), map.blocks!) ? text(inwardIssue.id) || [] : [],
  );
}

/** The mark in properties, which are a list or an object, depending on the request. */
function markOf(properties: unknown): string | undefined {
  const value = Array.isArray(properties)
    ? objects(properties).find(({ key }) => key === PROPERTY)?.value
    : isObject(properties)
      ? properties[PROPERTY]
      : undefined;
  const mark = isObject(value) ? text(value.mark) : '';
  return /^[0-9a-f-]{8,64}$/.test(mark) ? mark : undefined;
}

/** Reads a comment of an answer. */
export function readJiraComment(comment: JiraJson, number: number, me: string | undefined): RemoteComment {
  const mark = markOf(comment.properties);
  const body = readAdf(comment.body).text;
  const [author, editor] = [authorOf(comment.author, me), authorOf(comment.updateAuthor ?? comment.author, me)];
  return {
    id: text(comment.id),
    number,
    body: mark === undefined ? body : `${body}\n\n${markText(mark)}`,
    ...author,
    ...(editor.author === author.author ? {} : { editor: { name: editor.author, association: editor.association } }),
    created: jiraInstant(comment.created),
    updated: jiraInstant(comment.updated),
  };
}

/** @throws nothing: an answer without comments has none */
export const commentsIn = (value: unknown): JiraJson[] => (isObject(value) ? objects(value.comments) : []);
