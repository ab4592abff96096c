import { readAdf } from '../../base/adf/text.ts';
import { isObject } from '../../base/is-object.ts';
import { isManifest, listIn } from '../reading/json-file.ts';
import { refuseFile } from '../reading/row-location.ts';

type Row = Record<string, unknown>;

/** Names of the objects in which other tools put a row's fields. */
const INSIDE = ['content', 'fields', 'node'];

/** The rows of a JSON value, and a line for each one that is left out. */
export interface JsonRows {
  rows: unknown[];
  left: string[];
}

/**
 * Returns the rows of a JSON value: an array, also one of pages, a list inside an object, at any depth in an answer of
 * GraphQL, or a single object. Fields of tools become the columns that tables have.
 */
export function jsonRowsIn(whole: unknown, file: string): JsonRows {
  const list = isObject(whole) ? listIn(whole) : undefined;
  if (!list && isManifest(whole)) refuseManifest(file);
  const rows = (Array.isArray(whole) ? pages(whole) : (list ?? [whole]))
    .flatMap(listsOfGoogle)
    .flatMap(withSubtasks)
    .map(flat);
  const isPull = (row: unknown): row is Row => isObject(row) && isObject(row.pull_request);
  const left = rows.filter(isPull).map(({ number, title }) => `pull request ${number}: ${title}`);
  return { rows: rows.filter((row) => !isPull(row)), left };
}

/** Joins the pages of an answer: `gh api --paginate --slurp` writes an array of arrays. */
function pages(rows: readonly unknown[]): unknown[] {
  return rows.length > 0 && rows.every(Array.isArray) ? rows.flat() : [...rows];
}

function refuseManifest(file: string): never {
  return refuseFile(file, "expected tasks, received a package's name and version", {
    hint: 'Name a file that has tasks.',
  });
}

/** Returns the tasks of a list in an export of Google Tasks, with the list as their project. Other rows stay. */
function listsOfGoogle(row: unknown): unknown[] {
  if (!isObject(row) || row.kind !== 'tasks#tasks' || !Array.isArray(row.items)) return [row];
  const { title } = row;
  return row.items.flatMap((item: unknown) => {
    if (!isObject(item) || item.deleted === true) return [];
    const { kind: _, status, hidden: __, ...task } = item;
    // A date there has no time of day.
    const due = typeof task.due === 'string' ? { due: task.due.slice(0, 10) } : {};
    return [{ project: title, ...task, ...due, status: status === 'needsAction' ? 'open' : status }];
  });
}

/** Names of the lists in which a task has its subtasks. */
const BELOW = ['subtasks', 'sub_tasks', 'children'];

/** Returns a task with a title, and behind it the tasks inside of it, with the parent that contains them. */
function withSubtasks(row: unknown): unknown[] {
  if (!isObject(row) || 'uuid' in row) return [row];
  const title = row.title ?? row.name;
  const below = BELOW.find((name) => Array.isArray(row[name]) && (row[name] as unknown[]).some(isTitled));
  if (below === undefined || typeof title !== 'string') return [row];
  const { [below]: tasks, ...own } = row;
  const parent = row.gid ?? row.key ?? row.id ?? title;
  return [own, ...(tasks as unknown[]).flatMap((one) => withSubtasks(isObject(one) ? { parent, ...one } : one))];
}

const isTitled = (one: unknown): boolean => isObject(one) && typeof (one.title ?? one.name) === 'string';

/** Converts `{"id": …, "fields": {"summary": …}}` to a flat object. Of two equal names, the outer counts. */
function flat(row: unknown): unknown {
  if (!isObject(row) || 'uuid' in row) return row;
  const inside = INSIDE.map((name) => [name, row[name]] as const).find(([, value]) => isObject(value));
  if (!inside) return ofTool(row);
  const { [inside[0]]: _, ...outside } = row;
  return ofTool({ ...(inside[1] as object), ...outside });
}

function ofTool(row: Row): Row {
  const plain = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, listOfNodes(value)]));
  if ('issuelinks' in plain || ('issuetype' in plain && 'summary' in plain)) return ofJira(plain);
  if (typeof plain.html_url === 'string') return { ...plain, url: plain.html_url, html_url: undefined };
  if (plain.resource_type === 'task' && 'gid' in plain) return ofAsana(plain);
  if ('identifier' in plain && typeof plain.priority === 'number') return ofLinear(plain);
  if ('iid' in plain && 'web_url' in plain)
    return { ...plain, id: plain.iid, iid: undefined, url: plain.web_url, web_url: undefined };
  return typeof plain.content === 'string' && 'project_id' in plain ? ofTodoist(plain) : plain;
}

/** Returns the list of a field of GraphQL: `{"nodes": […]}`. */
function listOfNodes(value: unknown): unknown {
  return isObject(value) && Array.isArray(value.nodes) ? value.nodes : value;
}

/** The names of a link that means that an issue waits for another, seen from both. */
export const BLOCKS = { waits: /^is blocked by$|^depends on$/i, holds: /^blocks$|^is depended on by$/i } as const;

/** Converts texts, comments and links of an issue of Jira's API. Other links stay as they are. */
function ofJira({ description, comment, issuelinks, ...row }: Row): Row {
  const links = Array.isArray(issuelinks) ? issuelinks.filter(isObject) : [];
  const named = (side: 'inward' | 'outward', fits: RegExp) =>
    links.flatMap(({ type, [`${side}Issue`]: issue }) =>
      isObject(type) && isObject(issue) && fits.test(String(type[side])) ? [issue.key] : [],
    );
  const waits = [...named('inward', BLOCKS.waits), ...named('outward', BLOCKS.waits)];
  const holds = [...named('inward', BLOCKS.holds), ...named('outward', BLOCKS.holds)];
  const others = links.length - waits.length - holds.length;
  const comments = isObject(comment) && Array.isArray(comment.comments) ? comment.comments : undefined;
  return {
    ...row,
    description: documentText(description),
    ...(comments
      ? {
          comments: comments.map((one) =>
            isObject(one) ? { ...one, createdAt: one.created, body: documentText(one.body) } : one,
          ),
        }
      : { comment }),
    'blocked by': waits,
    blocks: holds,
    ...(others > 0 ? { issuelinks } : {}),
  };
}

/** Returns the text of a document in Atlassian's format, as synchronised issues have it. Other values stay. */
const documentText = (value: unknown): unknown =>
  isObject(value) && value.type === 'doc' ? readAdf(value).text : value;

/** Names the priority of an issue of Linear's API, of which 0 is none and 1 the most urgent. */
const ofLinear = ({ priority, priorityLabel: _, ...row }: Row): Row => ({
  ...row,
  priority: ['none', 'urgent', 'high', 'medium', 'low'][priority as number] ?? priority,
});

/** Names the section in which a task of Asana's API is, as its tables do. */
function ofAsana({ memberships, resource_type: _, permalink_url: url, ...row }: Row): Row {
  const [first] = Array.isArray(memberships) ? memberships : [];
  const section = isObject(first) && isObject(first.section) ? first.section.name : undefined;
  return { ...row, url, ...(section === undefined ? { memberships } : { 'section/column': section }) };
}

/** Converts a task of Todoist's API, whose most urgent priority is 4. */
function ofTodoist({ priority, checked, is_completed, ...row }: Row): Row {
  const isDone = checked ?? is_completed;
  return {
    ...row,
    ...(typeof priority === 'number' && priority > 1 ? { priority: `p${5 - priority}` } : {}),
    ...(typeof isDone === 'boolean' ? { done: isDone } : {}),
  };
}
