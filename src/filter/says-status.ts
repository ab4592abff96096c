import { virtualTag } from '../domain/urgency/virtual-tags.ts';
import type { Node } from './ast.ts';

/**
 * Does a filter say which status it means, or which very tasks? Where it does not, whoever asks means open tasks, as in
 * Taskwarrior's reports: closed ones pile up for ever.
 */
export function saysStatus(node: Node): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return node.items.some(saysStatus);
    case 'not':
      return saysStatus(node.item);
    case 'view':
      return saysStatus(node.body.where);
    case 'tag':
      return virtualTag(node.name)?.saysStatus ?? false;
    case 'compare':
      return NAMING.includes(node.attribute);
    default:
      return node.kind === 'ids';
  }
}

const NAMING: readonly string[] = ['status', 'end', 'id', 'uuid'];
