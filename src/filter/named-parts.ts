import { GOAL_KINDS } from '../domain/goals/words.ts';
import type { Serves } from '../domain/queue/facts.ts';
import type { FilterNode, IdPart } from './ast.ts';
import { EXTRA } from './tables/find-attribute.ts';

/** The operations of a colon and an equals sign. */
const WHOLE: ReadonlySet<string> = new Set(['matches', 'is']);

/** The kinds of records that tasks serve. */
export type ServedKind = keyof Serves & (typeof GOAL_KINDS)[number];

/** A name in a filter, by what it should name. */
export type NamedPart =
  | { tag: string }
  | { field: string }
  | { project: string }
  | { text: string }
  | { attribute: AskedAttribute; value: string }
  | { agent: string }
  | { served: ServedKind; id: string }
  | { source: string }
  | { task: IdPart };

/** Yields the names in a filter. Skips negated parts. */
export function* namedParts(node: FilterNode): Generator<NamedPart> {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      for (const item of node.items) yield* namedParts(item);
      return;
    case 'view':
      yield* namedParts(node.body.where);
      return;
    case 'tag':
      if (node.has) yield { tag: node.name };
      return;
    case 'compare':
      if (node.attribute.startsWith(EXTRA)) yield { field: node.attribute.slice(EXTRA.length) };
      else if (node.attribute === 'project' && node.operation === 'matches' && node.operand.kind === 'text')
        yield { project: node.operand.text };
      else if (node.attribute === 'source' && 'text' in node.operand && WHOLE.has(node.operation))
        yield { source: node.operand.text };
      else if (node.attribute === 'agent' && 'text' in node.operand && WHOLE.has(node.operation))
        yield { agent: node.operand.text };
      else if (isAsked(node.attribute) && 'text' in node.operand && WHOLE.has(node.operation))
        yield { attribute: node.attribute, value: node.operand.text };
      else if (isServed(node.attribute) && WHOLE.has(node.operation) && node.operand.kind === 'list')
        for (const id of node.operand.items) yield { served: node.attribute, id };
      return;
    case 'ids':
      for (const task of node.parts) yield { task };
      return;
    case 'text':
      yield { text: node.text };
      return;
    default:
      return;
  }
}

const isServed = (name: string): name is ServedKind => name !== 'vision' && GOAL_KINDS.some((kind) => kind === name);

/** Attributes that people often misunderstand. */
const ASKED = ['actor', 'scope', 'created', 'changed', 'description'] as const;
export type AskedAttribute = (typeof ASKED)[number];

const isAsked = (name: string): name is AskedAttribute => ASKED.some((one) => one === name);
