import { isCallerWord } from '../domain/actor.ts';
import type { Comparison, FilterAst, FilterNode, IdPart, SortKey } from './ast.ts';
import { isUuidPrefix } from './grammar/scan.ts';
import { attribute, takesCaller } from './tables/find-attribute.ts';
import { operation } from './tables/operators.ts';

/**
 * Prints a filter in canonical form: full names, explicit `and`, and as few parentheses as possible. Parsing the text
 * gives the same tree.
 */
export function printAst({ where, sort, limit }: FilterAst): string {
  const parts = [
    printNode(where),
    ...(sort.length > 0 ? [`sort:${sort.map(printSortKey).join(',')}`] : []),
    ...(limit === undefined ? [] : [`limit:${limit}`]),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** Prints one part of a filter like {@link printAst}. */
export function printNode(node: FilterNode): string {
  switch (node.kind) {
    case 'all':
      return '';
    case 'and':
    case 'or':
    case 'xor':
      return node.items.map((item) => within(node.kind, item)).join(` ${node.kind} `);
    case 'not':
      return `! ${within('not', node.item)}`;
    case 'tag':
      return printTag(node.name, node.has);
    case 'ids':
      return node.parts.map(printIdPart).join(' ');
    case 'text':
      return isPlainWord(node.text) ? node.text : quoted(node.text);
    case 'pattern':
      return `/${node.source.replace(/\//g, '\\/')}/${node.caseless ? 'i' : ''}`;
    case 'view':
      return `@${node.name}`;
    case 'compare':
      return printComparison(node);
  }
}

function printSortKey({ attribute: name, descending }: SortKey): string {
  return `${name}${descending ? '-' : '+'}`;
}

/** Precedence of operators. A higher number binds tighter. */
const BINDING: Readonly<Partial<Record<FilterNode['kind'], number>>> = { xor: 1, or: 2, and: 3, not: 4 };
const OF_TERMS = 5;

function within(outer: FilterNode['kind'], item: FilterNode): string {
  const text = printNode(item);
  return (BINDING[item.kind] ?? OF_TERMS) < BINDING[outer]! ? `( ${text} )` : text;
}

function printTag(name: string, has: boolean): string {
  if (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) return `${has ? '+' : '-'}${name}`;
  return `tags ${has ? '_hastag_' : '_notag_'} ${quoted(name)}`;
}

function printIdPart(part: IdPart): string {
  if ('uuid' in part) return part.uuid;
  const single = part.from === part.to && !isUuidPrefix(String(part.from));
  return single ? String(part.from) : `${part.from}-${part.to}`;
}

function printComparison({ attribute: name, operation: of, operand }: Comparison): string {
  const { modifiers, symbols } = operation(of);
  if (operand.kind === 'attribute') return `${name} ${symbols[0]} ${operand.text}`;
  const text = operand.kind === 'nothing' ? undefined : operand.text;
  const [modifier] = modifiers;
  const isAmbiguous =
    text !== undefined && operand.kind !== 'caller' && isCallerWord(text) && takesCaller(attribute(name)!);
  if (modifier === undefined)
    return `${name} ${symbols[0]} ${isAmbiguous ? quoted(text) : printInfixValue(text ?? '')}`;
  const head = modifier === '' ? name : `${name}.${modifier}`;
  if (text === undefined) return `${head}:`;
  return `${head}:${isAmbiguous ? quoted(text) : printValue(text)}`;
}

/** Quotes a value if necessary, also after two slashes: `project://x` would be read as a URL. */
function printValue(text: string): string {
  return /^(?!\/\/)[^\s()"'\\]+$/.test(text) ? text : quoted(text);
}

/**
 * Quotes a value after an operator if necessary. A value equal to an attribute's name is quoted, because it would mean
 * that attribute.
 */
function printInfixValue(text: string): string {
  const plain = /^[\p{L}\p{N}_+-][\p{L}\p{N}_:+-]*$/u.test(text) && !attribute(text);
  return plain ? text : quoted(text);
}

const RESERVED = /^(?:and|or|xor|not)$/i;

function isPlainWord(text: string): boolean {
  return (
    /^\p{L}[\p{L}\p{N}_]*$/u.test(text) && !RESERVED.test(text) && !attribute(text)?.taskwarrior && !isUuidPrefix(text)
  );
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
