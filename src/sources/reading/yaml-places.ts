import type { Event } from 'js-yaml';
import type { Library } from './yaml-events.ts';

/** Positions of values in a text, by path. */
export interface YamlLines {
  /** Returns the position of a value, or of its key if the value is empty. */
  positionOf(path: readonly (string | number)[]): number | undefined;
}

/** Creates a function that finds positions. Collects the children of a list or mapping at the first use. */
export function placesIn(events: readonly Event[], source: string, { EVENT_ID, getScalarValue }: Library): YamlLines {
  const known = new Map<number, number[]>();
  const opens = ({ type }: Event) => type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE;
  /** Returns the indexes of the events that begin the values of a list, or the keys and values of a mapping. */
  const childrenOf = (index: number): number[] => {
    const found = known.get(index);
    if (found) return found;
    const children: number[] = [];
    for (let at = index + 1, depth = 0; depth >= 0; at++) {
      const event = events[at]!;
      if (depth === 0 && event.type !== EVENT_ID.POP) children.push(at);
      if (opens(event)) depth++;
      else if (event.type === EVENT_ID.POP) depth--;
    }
    known.set(index, children);
    return children;
  };
  const isKey = (index: number, name: string) => {
    const event = events[index]!;
    return event.type === EVENT_ID.SCALAR && getScalarValue(source, event) === name;
  };
  /** Returns the child of a value. For a mapping, also returns the child's key. */
  const below = (index: number, step: string | number): { value: number; key?: number } | undefined => {
    const { type } = events[index]!;
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return undefined;
    const children = childrenOf(index);
    if (type === EVENT_ID.SEQUENCE) {
      const value = children[Number(step)];
      return value === undefined ? undefined : { value };
    }
    const at = children.findIndex((child, i) => i % 2 === 0 && isKey(child, String(step)));
    return at < 0 ? undefined : { value: children[at + 1]!, key: children[at]! };
  };
  return {
    positionOf(path) {
      let found: { value: number; key?: number } | undefined = { value: ROOT };
      for (const step of path) {
        found = below(found.value, step);
        if (!found) return undefined;
      }
      const { value, key } = found;
      return beginOf(events[value]) ?? (key === undefined ? undefined : beginOf(events[key]));
    },
  };
}

/** Index of the root value's event. The event before it begins the document. */
const ROOT = 1;

/** Returns the position at which a value begins. Undefined for an empty value, whose events contain -1. */
function beginOf(event: Event | undefined): number | undefined {
  if (!event) return undefined;
  const at = 'start' in event ? event.start : 'valueStart' in event ? event.valueStart : undefined;
  const begin = at ?? ('anchorStart' in event ? event.anchorStart : -1);
  return begin < 0 ? undefined : begin;
}
