import { virtualTag } from '../domain/urgency/virtual-tags.ts';
import type { Comparison, FilterNode, Operand } from './ast.ts';
import { printNode } from './print.ts';
import { attribute } from './tables/find-attribute.ts';
import { type Operation, operation } from './tables/operators.ts';

/** Explains one part of a filter in words, with dates as instants. Nested parts are not included. */
export function wordsOfFilter(node: FilterNode): string {
  switch (node.kind) {
    case 'all':
      return 'every task';
    case 'and':
      return 'all of';
    case 'or':
      return 'at least one of';
    case 'xor':
      return 'an odd number of';
    case 'not':
      return 'not';
    case 'tag':
      return tagWords(node.name, node.has);
    case 'ids':
      return `is one of ${printNode(node)}`;
    case 'text':
      return `description or a note contains "${node.text}"`;
    case 'pattern':
      return `description or a note matches the regular expression ${printNode(node)}`;
    case 'view':
      return `the view @${node.name}`;
    case 'compare':
      return comparisonWords(node);
  }
}

function tagWords(name: string, has: boolean): string {
  const virtual = virtualTag(name);
  if (virtual) return `${has ? 'is' : 'is not'} ${name}: ${virtual.doc}`;
  return has ? `has the tag ${name}` : `does not have the tag ${name}`;
}

function comparisonWords(node: Comparison): string {
  const { attribute, operation: of, operand } = node;
  if (operand.kind !== 'nothing') {
    const verb = ofKind(attribute, operand)[of] ?? operation(of).doc;
    return `${attribute} ${verb} ${operandWords(of, operand)}`;
  }
  const absent = of === 'none' || of === 'matches' || of === 'is';
  return `${attribute} is ${absent ? 'absent' : 'present'}`;
}

/** An operand with a value. */
type Something = Exclude<Operand, { kind: 'nothing' }>;

type Verbs = Partial<Record<Operation, string>>;

const ON_DAY: Verbs = { matches: 'is on the day of', not: 'is not on the day of' };
const EQUAL: Verbs = { matches: 'is', is: 'is', not: 'is not', isnt: 'is not' };
const BEGINS: Verbs = { matches: 'starts with', not: 'does not start with' };
const BELOW: Verbs = { matches: 'is, or is below,', not: 'is neither, nor below,' };
const HOLDS: Verbs = { matches: 'has', not: 'does not have all of' };
const WORDS: Verbs = { matches: 'has the words', not: 'does not have all the words' };
const AMONG: Verbs = { matches: 'is among', not: 'is not among' };

/** Returns the verbs for explaining a comparison. They depend on the operand and on the attribute's type. */
function ofKind(name: string, operand: Something): Verbs {
  const row = attribute(name)!;
  if (operand.kind === 'date') return ON_DAY;
  if (operand.kind === 'ids') return AMONG;
  if (operand.kind === 'list') return HOLDS;
  if (operand.kind === 'caller') return EQUAL;
  if (operand.kind === 'attribute') return {};
  if (row.type === 'words') return WORDS;
  if (row.type !== 'text') return EQUAL;
  if (row.matching === 'prefix') return BEGINS;
  return row.matching === 'whole' ? EQUAL : BELOW;
}

function operandWords(of: Comparison['operation'], operand: Something): string {
  switch (operand.kind) {
    case 'date':
      return `${dateWords(of, operand.moment)} (${operand.text}: ${operand.moment.reading})`;
    case 'attribute':
      return operand.task === undefined
        ? `the task's ${operand.attribute}`
        : `${operand.attribute} of task ${operand.task}`;
    case 'text':
      return `"${operand.text}"`;
    case 'caller':
      return 'the caller';
    default:
      return operand.text;
  }
}

function dateWords(of: Comparison['operation'], moment: { at: string; dayStart: string; dayEnd: string }): string {
  return of === 'matches' || of === 'not' ? `${moment.dayStart} up to ${moment.dayEnd}` : moment.at;
}
