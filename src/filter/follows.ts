import { type TagSource, virtualTag } from '../domain/urgency/virtual-tags.ts';
import type { FilterAst, FilterNode } from './ast.ts';
import { attribute } from './tables/find-attribute.ts';

/** What an answer to a filter depends on. */
export interface FilterFollows {
  /** Beside the tasks themselves. */
  of: readonly TagSource[];
  /** May a change of one task decide about another one that is not next to it? */
  wide: boolean;
}

/** What decides which tasks filters select and in which order; without an order of their own they are sorted by urgency. */
export function followsOf(...filters: readonly FilterAst[]): FilterFollows {
  const found: Found = { of: new Set(), wide: false };
  for (const filter of filters) addFilter(filter, found);
  if (filters.every(({ sort }) => sort.length === 0)) addAttribute('urgency', found);
  return { of: [...found.of].sort(), wide: found.wide };
}

interface Found {
  of: Set<TagSource>;
  wide: boolean;
}

function addFilter({ where, sort }: FilterAst, found: Found): void {
  addNode(where, found);
  for (const key of sort) addAttribute(key.attribute, found);
}

function addNode(node: FilterNode, found: Found): void {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      for (const item of node.items) addNode(item, found);
      return;
    case 'not':
      addNode(node.item, found);
      return;
    case 'view':
      found.of.add('view');
      addFilter(node.body, found);
      return;
    case 'tag':
      for (const source of virtualTag(node.name)?.of ?? []) found.of.add(source);
      // The task that had it loses it when another one comes.
      if (node.name === 'LATEST') found.wide = true;
      return;
    case 'compare':
      addAttribute(node.attribute, found);
      // Dates are worked out when the filter is read, most of them from the present.
      if (node.operand.kind === 'date') found.of.add('time');
      if (node.operand.kind !== 'attribute') return;
      addAttribute(node.operand.attribute, found);
      if (node.operand.task !== undefined) found.wide = true;
  }
}

function addAttribute(name: string, found: Found): void {
  const row = attribute(name);
  for (const source of row?.of ?? []) found.of.add(source);
  if (row?.wide) found.wide = true;
}
