import { nearest } from '../domain/nearest.ts';
import type { TaskQueue } from '../domain/queue.ts';
import { VIRTUAL_TAGS, virtualTag } from '../domain/virtual-tags.ts';
import type { Node } from './ast.ts';

/** A tag, project or number that a filter asks for and no task has: probably a slip of the pen. */
export interface UnknownName {
  /** As a filter writes it: `+REDY`, `project:wbe`. */
  written: string;
  what: 'tag' | 'project' | 'text';
  /** The known name closest to it, written likewise. */
  nearest?: string | undefined;
}

/** The names in a filter that nothing in the queue has. For filters that select nothing; exclusions never count. */
export function unknownNames(node: Node, queue: TaskQueue): UnknownName[] {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return node.items.flatMap((item) => unknownNames(item, queue));
    case 'view':
      return unknownNames(node.body.where, queue);
    case 'tag':
      return node.has ? unknownTag(node.name, queue) : [];
    case 'compare':
      return node.attribute === 'project' && node.operation === 'matches' && node.operand.kind === 'text'
        ? unknownProject(node.operand.text, queue)
        : [];
    case 'text':
      return /^#\d+$/.test(node.text) ? [{ written: `"${node.text}"`, what: 'text', nearest: node.text.slice(1) }] : [];
    default:
      return [];
  }
}

function unknownTag(name: string, queue: TaskQueue): UnknownName[] {
  if (virtualTag(name) || queue.byTag(name).size > 0) return [];
  const close = nearest(name, [...VIRTUAL_TAGS.map((row) => row.name), ...queue.tags().keys()]);
  return [{ written: `+${name}`, what: 'tag', nearest: close && `+${close}` }];
}

function unknownProject(name: string, queue: TaskQueue): UnknownName[] {
  const known = [...queue.projects().keys()];
  if (known.some((project) => project.startsWith(name))) return [];
  const parents = known.flatMap((project) => project.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.')));
  const close = nearest(name, new Set(parents));
  return [{ written: `project:${name}`, what: 'project', nearest: close && `project:${close}` }];
}
