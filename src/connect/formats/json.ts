import {
  createScanner,
  findNodeAtLocation,
  type JSONScanner,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { type ConfigFormat, lineAt, lineEnd, type ServerEntry, UnreadableConfig } from './format.ts';

const LENIENT = { allowTrailingComma: true };

/** JSON as editors take it: with comments and trailing commas. Both stay where they are. */
export const json: ConfigFormat = {
  read(text) {
    if (isBlank(text)) return {};
    const errors: ParseError[] = [];
    const value: unknown = parse(withoutMark(text), errors, LENIENT);
    const [first] = errors;
    if (first) throw new UnreadableConfig(wordsOf(first), lineAt(text, first.offset));
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new UnreadableConfig('expected an object', 1);
    return value;
  },

  put(text, { servers, name }, entry) {
    if (isBlank(text)) return `${JSON.stringify({ [servers]: { [name]: entry } }, null, 2)}\n`;
    const root = treeOf(text);
    const table = findNodeAtLocation(root, [servers]);
    if (!table) return insert(text, root, servers, { [name]: entry });
    const present = findNodeAtLocation(root, [servers, name]);
    if (!present) return insert(text, table, name, entry);
    return splice(text, present.offset, present.offset + present.length, valueText(text, root, entry, 2));
  },

  take(text, { servers, name }) {
    const property = findNodeAtLocation(treeOf(text), [servers, name])?.parent;
    return property ? withoutProperty(text, property) : text;
  },
};

function treeOf(text: string): Node {
  return parseTree(withoutMark(text), [], LENIENT)!;
}

/** A byte order mark is a blank to the parser, so that every place keeps its number. */
function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, ' ');
}

/** A new last property, after the comments that end the object, so that none of them changes what it belongs to. */
function insert(text: string, object: Node, key: string, value: ServerEntry): string {
  const end = object.offset + object.length - 1;
  const last = object.children?.at(-1);
  const { offset: after, comma, comment } = trivia(text, last ? last.offset + last.length : object.offset + 1, end);
  const depth = depthOf(object);
  const flat = isFlat(text, object);
  const eol = lineEnd(text);
  const written = `${JSON.stringify(key)}:${flat ? '' : ' '}${valueText(text, rootOf(object), value, depth + 1)}`;
  const indent = unitOf(text).repeat(depth + 1);
  const lead = flat && !comment ? '' : `${eol}${indent}`;
  const tail = last && comma ? ',' : '';
  const close =
    text.slice(after, end).includes('\n') || (flat && !comment) ? '' : `${eol}${unitOf(text).repeat(depth)}`;
  const withEntry = splice(text, after, after, `${lead}${written}${tail}${close}`);
  return last && !comma ? splice(withEntry, last.offset + last.length, last.offset + last.length, ',') : withEntry;
}

/** Up to where commas and comments reach from an offset on, and which there are. */
function trivia(text: string, from: number, end: number) {
  const scanner = createScanner(text);
  scanner.setPosition(from);
  const found = { offset: from, comma: false, comment: false };
  for (scanner.scan(); scanner.getTokenOffset() < end; scanner.scan()) {
    const token = tokenOf(scanner, text).trim();
    if (token === '') continue;
    if (token === ',') found.comma = true;
    else found.comment = true;
    found.offset = scanner.getTokenOffset() + scanner.getTokenLength();
  }
  return found;
}

/** Its lines go when nothing else is on them; of two commas around it one goes. */
function withoutProperty(text: string, property: Node): string {
  const siblings = property.parent!.children!;
  const before = siblings[siblings.indexOf(property) - 1];
  const end = property.offset + property.length;
  const follows = commaAfter(text, end);
  const stop = follows === undefined ? end : follows + 1;
  const from = text.slice(0, property.offset).search(/(\r?\n)?[ \t]*$/);
  const alone = /^[ \t]*(\r?\n|\}|$)/.test(text.slice(stop));
  const without = splice(text, alone ? from : property.offset, stop, '');
  if (follows !== undefined || !before) return without;
  const comma = commaAfter(without, before.offset + before.length);
  return comma === undefined ? without : splice(without, comma, comma + 1, '');
}

function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  scanner.scan();
  return tokenOf(scanner, text) === ',' ? scanner.getTokenOffset() : undefined;
}

function tokenOf(scanner: JSONScanner, text: string): string {
  return text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
}

function valueText(text: string, root: Node, value: ServerEntry, depth: number): string {
  if (isFlat(text, root)) return JSON.stringify(value);
  const [eol, unit] = [lineEnd(text), unitOf(text)];
  return JSON.stringify(value, null, unit).replaceAll('\n', `${eol}${unit.repeat(depth)}`);
}

/** All on one line, as programs write it. An empty object is nobody's style. */
function isFlat(text: string, object: Node): boolean {
  const root = rootOf(object);
  return Boolean(root.children?.length) && !text.slice(root.offset, root.offset + root.length).includes('\n');
}

/** What one level is indented by: as the first line that is. */
function unitOf(text: string): string {
  return /^([ \t]+)["}\]]/m.exec(text)?.[1] ?? '  ';
}

function rootOf(node: Node): Node {
  return node.parent ? rootOf(node.parent) : node;
}

/** Objects around it: a property is a node of its own. */
function depthOf(object: Node): number {
  return object.parent?.parent ? 1 + depthOf(object.parent.parent) : 0;
}

function splice(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function wordsOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
