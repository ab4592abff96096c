import { isObject } from '../../base/is-object.ts';
import {
  createScanner,
  findNodeAtLocation,
  type JSONScanner,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from '../../base/json/json-tree.ts';
import { type ConfigEntry, type ConfigFormat, lineAt, lineEnd, UnreadableConfig } from './format.ts';

const LENIENT = { allowTrailingComma: true };

/** JSON with comments and trailing commas, as editors accept it. An edit keeps both. */
export const json: ConfigFormat = {
  read(text) {
    if (isBlank(text)) return {};
    const errors: ParseError[] = [];
    const value: unknown = parse(withoutMark(text), errors, LENIENT);
    const [first] = errors;
    if (first) throw new UnreadableConfig(wordsOf(first), lineAt(text, first.offset));
    if (!isObject(value)) throw new UnreadableConfig('expected an object', 1);
    return value;
  },

  put(text, path, entry) {
    if (isBlank(text)) return `${JSON.stringify(nested(path, entry), null, 2)}\n`;
    const root = treeOf(text);
    const present = findNodeAtLocation(root, [...path]);
    if (present)
      return splice(text, present.offset, present.offset + present.length, valueText(text, root, entry, path.length));
    const missing = path.findIndex((_, n) => !findNodeAtLocation(root, path.slice(0, n + 1)));
    const object = findNodeAtLocation(root, path.slice(0, missing))!;
    return insert(text, object, path[missing]!, nested(path.slice(missing + 1), entry));
  },

  take(text, path) {
    const property = findNodeAtLocation(treeOf(text), [...path])?.parent;
    return property ? withoutProperty(text, property) : text;
  },

  lenientLine(text) {
    if (isBlank(text)) return undefined;
    const errors: ParseError[] = [];
    parse(withoutMark(text), errors, { disallowComments: true, allowTrailingComma: false });
    const [first] = errors;
    return first && lineAt(text, first.offset);
  },
};

/** Returns an object that contains a value at a path. Without a path, returns the value. */
function nested(path: readonly string[], value: ConfigEntry): ConfigEntry {
  return path.reduceRight((inner, key): ConfigEntry => ({ [key]: inner }), value);
}

function treeOf(text: string): Node {
  return parseTree(withoutMark(text), [], LENIENT)!;
}

/** Replaces a byte order mark by a blank, so that all offsets stay valid and the parser accepts the text. */
function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, ' ');
}

/** Adds a property at the end of an object, after all comments, so that each comment stays with its property. */
function insert(text: string, object: Node, key: string, value: ConfigEntry): string {
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

/**
 * Skips commas and comments from an offset.
 * @returns the end of the last one, and whether it found commas and comments
 */
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

/** Removes a property with one of the commas beside it, and with lines that are otherwise empty. */
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

function valueText(text: string, root: Node, value: ConfigEntry, depth: number): string {
  if (isFlat(text, root)) return JSON.stringify(value);
  const [eol, unit] = [lineEnd(text), unitOf(text)];
  return JSON.stringify(value, null, unit).replaceAll('\n', `${eol}${unit.repeat(depth)}`);
}

/** Checks whether an object is written on one line. An empty object counts as written on several lines. */
function isFlat(text: string, object: Node): boolean {
  const root = rootOf(object);
  return Boolean(root.children?.length) && !text.slice(root.offset, root.offset + root.length).includes('\n');
}

/** Returns the indentation of one level, as in the first indented line. */
function unitOf(text: string): string {
  return /^([ \t]+)["}\]]/m.exec(text)?.[1] ?? '  ';
}

function rootOf(node: Node): Node {
  return node.parent ? rootOf(node.parent) : node;
}

/** Returns the number of objects that contain an object. The tree has a property node between two objects. */
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
