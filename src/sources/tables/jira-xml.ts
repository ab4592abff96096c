import { groupedBy } from '../../base/iterables.ts';
import { xmlAttribute, xmlText } from '../findings/junit-cases.ts';
import { BLOCKS } from '../json/json-rows.ts';
import { replaceSpans } from '../reading/replace-spans.ts';
import { refuseFile } from '../reading/row-location.ts';

type Row = Record<string, unknown>;

/** Detects what Jira exports as XML: a feed whose items have the key of an issue. */
export function isJiraXml(text: string): boolean {
  return /^\s*(?:<\?xml|<!--|<rss)/.test(text) && /<rss[\s>]/.test(text) && /<key id="\d+">[^<]+<\/key>/.test(text);
}

/**
 * Converts the items of an export of Jira as XML to rows with the columns of its tables.
 * @throws BacklogError `invalid` if the file was cut off
 */
export function jiraXmlRows(text: string, file: string): Row[] {
  const plain = replaceSpans(text, ['<![CDATA[', ']]>'], escaped);
  if (!plain.includes('</rss>'))
    refuseFile(file, 'expected </rss> at the end, but the file was cut off', { hint: 'Export it from Jira again.' });
  return Array.from(elements(plain, 'item'), ({ inside }) => rowOfItem(inside));
}

interface Element {
  attributes: string;
  inside: string;
}

/** Yields the elements with a name, in their order. An element without an end is left out. */
function* elements(xml: string, name: string): Iterable<Element> {
  const open = new RegExp(`<${name}(?=[\\s/>])((?:"[^"<]*"|'[^'<]*'|[^"'<>])*)>`, 'g');
  for (let found = open.exec(xml); found; found = open.exec(xml)) {
    const attributes = found[1]!;
    const end = attributes.endsWith('/') ? open.lastIndex : xml.indexOf(`</${name}>`, open.lastIndex);
    if (end < 0) return;
    yield { attributes, inside: xml.slice(open.lastIndex, end) };
    open.lastIndex = end;
  }
}

const textsIn = (xml: string, name: string): string[] =>
  Array.from(elements(xml, name), ({ inside }) => xmlText(inside).trim()).filter((text) => text !== '');

/** Elements with one text, by the column of a table. */
const COLUMNS: Readonly<Record<string, string>> = {
  ...{ 'Issue key': 'key', Summary: 'summary', 'Issue Type': 'type', Status: 'status', Resolution: 'resolution' },
  ...{ 'Project name': 'project', Priority: 'priority', Assignee: 'assignee', Reporter: 'reporter', url: 'link' },
  ...{ Created: 'created', Updated: 'updated', Resolved: 'resolved', Parent: 'parent', Environment: 'environment' },
  'Security Level': 'security',
};

/** Elements that can occur several times. */
const LISTS: Readonly<Record<string, string>> = {
  ...{ Labels: 'label', Components: 'component', 'Fix versions': 'fixVersion', 'Affects versions': 'version' },
  'Sub-tasks': 'subtask',
};

function rowOfItem(item: string): Row {
  // Fields of a team can have elements with the names of others.
  const [own = ''] = item.split('<customfields>', 1);
  const [category] = elements(own, 'statusCategory');
  const [estimate] = elements(own, 'timeoriginalestimate');
  const attachments = Array.from(elements(own, 'attachment'), ({ attributes }) => xmlAttribute(attributes, 'name'));
  return Object.fromEntries(
    Object.entries({
      ...Object.fromEntries(Object.entries(COLUMNS).map(([column, name]) => [column, textsIn(own, name)[0]])),
      ...Object.fromEntries(Object.entries(LISTS).map(([column, name]) => [column, textsIn(own, name)])),
      'Status Category': CATEGORIES[xmlAttribute(category?.attributes ?? '', 'key')],
      // A day is written as its midnight there.
      'Due date': textsIn(own, 'due')[0]?.replace(/ 00:00:00 [+-]\d{4}$/, ''),
      'Original estimate': estimate && xmlAttribute(estimate.attributes, 'seconds'),
      Description: htmlText(textsIn(own, 'description')[0] ?? ''),
      comments: commentsIn(own),
      ...linksIn(own),
      Attachments: attachments,
      ...ownFields(item),
    }).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)),
  );
}

const CATEGORIES: Readonly<Record<string, string>> = { new: 'To Do', indeterminate: 'In Progress', done: 'Done' };

function commentsIn(item: string): object[] {
  return Array.from(elements(item, 'comment'), ({ attributes, inside }) => ({
    createdAt: xmlAttribute(attributes, 'created'),
    author: xmlAttribute(attributes, 'author'),
    body: htmlText(xmlText(inside)),
  }));
}

/** Returns the keys of linked issues by column: what blocks the issue, what it blocks, and other links by their name. */
function linksIn(item: string): Row {
  const found: Record<string, string[]> = {};
  for (const { inside } of elements(item, 'issuelinktype'))
    for (const side of ['inward', 'outward'])
      for (const links of elements(inside, `${side}links`)) {
        const said = xmlAttribute(links.attributes, 'description');
        const named = `${side === 'inward' ? 'Inward' : 'Outward'} issue link (${textsIn(inside, 'name')[0] ?? said})`;
        const column = BLOCKS.waits.test(said) ? 'blocked by' : BLOCKS.holds.test(said) ? 'blocks' : named;
        found[column] = [...(found[column] ?? []), ...textsIn(links.inside, 'issuekey')];
      }
  return found;
}

/** Returns the fields of a team, with the names that a table gives them. */
function ownFields(item: string): Row {
  // Two fields of a project can have the same name.
  const fields = groupedBy(elements(item, 'customfield'), ({ inside }) => textsIn(inside, 'customfieldname')[0] ?? '');
  return Object.fromEntries(
    Array.from(fields, ([name, found]) => {
      const texts = ({ inside }: Element) => [...textsIn(inside, 'customfieldvalue'), ...textsIn(inside, 'label')];
      const values = found.flatMap(texts).map(htmlText);
      return [`Custom field (${name})`, values.length > 1 ? values : values[0]];
    }),
  );
}

/** Returns the text of HTML, with lists and code as in Markdown. A text without tags stays. */
export function htmlText(html: string): string {
  if (!/<[a-z]/i.test(html)) return html;
  const [before = '', ...parts] = html.replaceAll('\r\n', '\n').split(/<pre\b[^<>]*>/);
  const texts = parts.map((part) => {
    const end = part.indexOf('</pre>');
    return end < 0 ? flowing(part) : `${codeText(part.slice(0, end))}${flowing(part.slice(end + 6))}`;
  });
  return [flowing(before), ...texts]
    .join('')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

const codeText = (html: string): string => `\n\`\`\`\n${bare(html).trim()}\n\`\`\`\n`;

function flowing(html: string): string {
  const lines = onOneLine(html)
    .replaceAll(/<a\b([^<>]*)>([^<]*)<\/a>/g, (_, attributes: string, text: string) => {
      const [, to = ''] = /\shref="([^"]*)"/.exec(attributes) ?? [];
      return to === '' || to === text || to.startsWith('#') ? text : `${text} (${to})`;
    })
    .replaceAll(/ ?<li\b[^<>]*>\s*/g, '\n- ')
    .replaceAll(/ ?<br\b[^<>]*> ?/g, '\n')
    .replaceAll(/ ?<\/?(?:ul|ol)> ?/g, '\n')
    .replaceAll(/ ?<\/(?:p|div|h\d|tr|table|blockquote)> ?/g, '\n\n');
  return bare(lines);
}

/** Replaces the ends of lines and the spaces around them with a space. A pattern would take too long for many spaces. */
function onOneLine(html: string): string {
  const lines = html.split('\n');
  const trimmed = lines.map((line, i) => {
    const end = i < lines.length - 1 ? line.trimEnd() : line;
    return i > 0 ? end.trimStart() : end;
  });
  return trimmed.filter((line, i) => line !== '' || i === 0 || i === lines.length - 1).join(' ');
}

const bare = (html: string): string => xmlText(html.replaceAll(/<\/?[a-z][^<>]*>/gi, '')).replaceAll('\u00A0', ' ');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
