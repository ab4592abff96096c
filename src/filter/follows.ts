import { type TagSource, virtualTag } from '../domain/urgency/virtual-tags.ts';
import { clausesOf, type FilterAst, type FilterNode } from './ast.ts';
import { attribute } from './tables/find-attribute.ts';

/** The kinds of records that can change the result of a filter. */
export interface FilterFollows {
  /** Record kinds besides tasks. */
  of: readonly TagSource[];
  /** True if a change of one task can affect the result for a task that is not related to it. */
  wide: boolean;
}

/**
 * Returns the kinds of records that affect which tasks the filters select, and in which order. Without a sort key,
 * urgency decides the order.
 */
export function followsOf(...filters: readonly FilterAst[]): FilterFollows {
  const found: Found = { of: new Set(), wide: false };
  for (const filter of filters) addFilter(filter, found);
  if (filters.every(({ sort }) => sort.length === 0)) addAttribute('urgency', found);
  return { of: [...found.of].sort(), wide: found.wide };
}

/** Returns the names in a filter whose values agents can change while their run has a task: a rule doesn't land by them. */
export function unreadIn(node: FilterNode): string[] {
  switch (node.kind) {
    // An agent can change a saved filter.
    case 'view':
      return [`@${node.name}`];
    case 'tag':
      return isRead(virtualTag(node.name)) ? [] : [`+${node.name}`];
    case 'compare': {
      const { attribute: name, operand } = node;
      const own = attribute(name)?.ofRules === 'guarded' ? [] : [name];
      if (operand.kind !== 'attribute') return own;
      const isOther = operand.task !== undefined || attribute(operand.attribute)?.ofRules !== 'guarded';
      return [...own, ...(isOther ? [operand.text] : [])];
    }
    default:
      return clausesOf(node).flatMap(unreadIn);
  }
}

/** Checks whether rules read a tag. A tag that no table has is one of the task, which only a person changes then. */
const isRead = (tag: ReturnType<typeof virtualTag>): boolean => tag === undefined || tag.ofRules === 'guarded';

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
    case 'view':
      found.of.add('view');
      addFilter(node.body, found);
      return;
    case 'tag':
      for (const source of virtualTag(node.name)?.of ?? []) found.of.add(source);
      // When a new task is added, the previous newest task loses the tag LATEST.
      if (node.name === 'LATEST') found.wide = true;
      return;
    case 'compare':
      addAttribute(node.attribute, found);
      // Dates are computed when the filter is compiled. Most of them depend on the current time.
      if (node.operand.kind === 'date') found.of.add('time');
      if (node.operand.kind !== 'attribute') return;
      addAttribute(node.operand.attribute, found);
      if (node.operand.task !== undefined) found.wide = true;
      return;
    default:
      for (const part of clausesOf(node)) addNode(part, found);
  }
}

function addAttribute(name: string, found: Found): void {
  const row = attribute(name);
  for (const source of row?.of ?? []) found.of.add(source);
  if (row?.wide) found.wide = true;
}

/** Matches quoted texts, regular expressions and saved filters, of which only the last have a name. */
const PIECES =
  /(?<![^\s()!:=<>~])(["'])(?:\\.|(?!\1)[^\\])*(?:\1|$)|(?<![^\s()!])\/(?:[^/\\\n]|\\.)*\/i?(?![^\s()])|(?<![^\s()!])@([\p{L}\p{N}_][\p{L}\p{N}_.-]*)(?![^\s()])/gsu;

/** Returns the names of the saved filters in the text of a filter. Needs no parser, so it can be used in a transaction. */
export function viewsIn(filter: string): string[] {
  return Array.from(filter.matchAll(PIECES), ([, , name]) => name ?? '').filter(Boolean);
}
