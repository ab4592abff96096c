import { PROJECT } from '../../domain/fields/words.ts';
import type { SpecPlan } from './markdown-plan.ts';

const TOOLS: readonly (readonly [title: string, path: RegExp])[] = [
  ['Kiro', /(?:^|\/)\.kiro\/specs\/(?:.*\/)?([^/]+)\/tasks\.md$/i],
  ['spec-kit', /(?:^|\/)(?:\.specify\/(?:.*\/)?|specs\/(?=\d{3}))([^/]+)\/tasks\.md$/i],
  ['OpenSpec', /(?:^|\/)openspec\/changes\/(?:archive\/)?([^/]+)\/tasks\.md$/i],
];

/** Returns an empty plan of the tool of a file, by its path. Undefined for any other file. */
export function specPlanAt(path: string): SpecPlan | undefined {
  const plain = path.replaceAll('\\', '/');
  for (const [title, pattern] of TOOLS) {
    const name = pattern.exec(plain)?.[1];
    if (name !== undefined) return { title, project: PROJECT.test(name) ? name : undefined, steps: new Map() };
  }
  return undefined;
}

/** Returns the tags for the requirements that a detail of a step names: `_Requirements: 1.2, 2.1_`. */
export function requirementTags(line: string): string[] {
  const [, names = ''] = /^\s*[-*+]\s+[_*]+(?:Validates:\s*)?Requirements?:?\s+([\w.,\s-]+)/i.exec(line) ?? [];
  return names.split(/[,\s_]+/).flatMap((name) => (/\d/.test(name) ? `req-${name.replace(/\.$/, '')}` : []));
}

const STEP = String.raw`T\d{1,6}[a-z]?|\d{1,6}(?:\.\d{1,6})+|\d{1,6}`;
const STEPS = `(?:${STEP})(?:(?:\\s*(?:,|&|\\band\\b|[-–—])\\s*)+(?:${STEP}))*`;

/** The number before the words of a step. A number without dots needs one behind it: `3 crates` are words. */
export const STEP_NUMBER = /^\*{0,2}(T\d{1,6}[a-z]?|\d{1,6}(?:\.\d{1,6})+|\d{1,6}(?=[.):]))[.):]?\*{0,2}\s+/g;
/** Marks before the words: a step that can be done beside others, and its user story. */
export const STEP_TAG = /(?<=^(?:\[(?:P|US\d+)\]\s*)*)\[(P|US\d+)\]/g;
/** Steps on which a step depends: in parentheses, or as words, which stay. */
export const STEPS_BEFORE = new RegExp(`\\((?:depends on|requires|after|blocked by):? (${STEPS})\\)`, 'gi');
export const WORDS_BEFORE = new RegExp(`\\bdepends on:? ((?=T\\d)${STEPS})`, 'gi');

/** Matches a field below a step as a synchronisation writes it. Other details are text. */
export const STEP_FIELD =
  /^(?:priority [HML]|(?:due|scheduled|wait|until) \d{4}-\S+|(?:scope|checks) ".*|(?:tags|depends) [^\s,]+(?:, ?[^\s,]+)*|(?:agent|type|recur|estimate|rank|template) \S+|(?:project|parent) \S*)$/;

/** Returns the tag of a mark in a line: `#web`, `[P]`, `[US1]`. */
export function tagIn(mark: string): string | undefined {
  return mark === '[P]' ? 'parallel' : /^(?:#(.+)|\[(US\d+)\])$/.exec(mark)?.slice(1).find(Boolean);
}

/** Returns the numbers in a list of steps: `T001, T003-T005 and T009`. */
export function stepsIn(list: string): string[] {
  return list.split(/\s*(?:,|&|\band\b)\s*/i).flatMap((part) => {
    const [, first, last] = /^T(\d+)\s*[-–—]\s*T(\d+)$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(to >= from && to - from <= 200)) return part === '' ? [] : part;
    return Array.from({ length: to - from + 1 }, (_, i) => `T${String(from + i).padStart(first!.length, '0')}`);
  });
}
