import { PROJECT } from '../../domain/fields/words.ts';
import type { SpecPlan } from './markdown-plan.ts';

const TOOLS: readonly (readonly [title: string, path: RegExp])[] = [
  ['Kiro', /(?:^|\/)\.kiro\/specs\/(?:.*\/)?([^/]+)\/tasks\.md$/i],
  ['spec-kit', /(?:^|\/)(?:\.specify\/(?:.*\/)?|specs\/(?=\d{3}))([^/]+)\/tasks\.md$/i],
  ['OpenSpec', /(?:^|\/)openspec\/changes\/(?:archive\/(?:.*\/)?)?([^/]+)\/tasks\.md$/i],
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

/** The word for requirements, which Kiro translates. */
const REQUIREMENTS = 'Requirements?|需求|要求|要件|요구사항|Requisitos|Exigences|Anforderungen|Требования';
const REQUIREMENT_LINE = new RegExp(
  String.raw`^\s*[-*+]\s+[_*]+(?:Validates:\s*)?(?:${REQUIREMENTS})[:\uff1a]?[_*]*\s*(.*)$`,
  'iu',
);

/** Returns the tags for the requirements that a detail of a step names: `_Requirements: 1.2, 2.1–2.3_`. */
export function requirementTags(line: string): string[] {
  const [, said = ''] = REQUIREMENT_LINE.exec(line) ?? [];
  const [names = ''] = /^[\w.,，、\s–—-]*/.exec(said.replaceAll(/[(（][^()（）]*[)）]/g, '')) ?? [];
  return names
    .split(/[,，、\s_]+/)
    .flatMap((name) => (/\d/.test(name) ? numbersIn(name.replace(/\.$/, '')) : []))
    .map((name) => `req-${name}`);
}

/** The most steps or requirements that `2–40` stands for. A longer list is words. */
const LONGEST = 200;

/** Returns the numbers of `2.1–2.3` or `T003-T005`, each as long as the first one; of other words, these. */
function numbersIn(words: string): string[] {
  const [, before = '', first = '', last] = /^((?:\w+\.)*|T)(\d+)\s*[-–—]\s*\1(\d+)$/.exec(words) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (!(to >= from && to - from <= LONGEST)) return [words.replaceAll(/[–—]/g, '-')];
  return Array.from({ length: to - from + 1 }, (_, i) => before + String(from + i).padStart(first.length, '0'));
}

const DOTTED = String.raw`\d{1,6}(?:\.\d{1,6})+[a-z]?`;
const STEP = String.raw`T\d{1,6}[a-z]?|${DOTTED}|\d{1,6}`;
const STEPS = `(?:${STEP})(?:(?:\\s*(?:,|&|\\band\\b|[-–—])\\s*)+(?:${STEP}))*`;

/** The number before the words of a step, as the target of links or not. */
const NUMBER = String.raw`(?:<a id="[^"<>]*"></a>)?\*{0,2}(T\d{1,6}[a-z]?|${DOTTED}|\d{1,6}(?=[.):]))[.):]?\*{0,2}`;
/** A number without dots needs one behind it: `3 crates` are words. */
export const STEP_NUMBER = new RegExp(String.raw`^${NUMBER}\s+`, 'g');
/** Matches the marks that stand before the words: a priority, the number and the tags of a step. */
export const BEFORE_WORDS = new RegExp(
  String.raw`^(?:\([ABC]\)|${NUMBER}|\[(?:P|US\d+|critical|high|medium|low)\])$`,
  'i',
);
/** Marks before the words: a step that can be done beside others, and its user story. */
export const STEP_TAG = /(?<=^(?:\[(?:P|US\d+)\]\s*)*)\[(P|US\d+)\]/g;
/** Steps on which a step depends: in parentheses, or as words, which stay. */
export const STEPS_BEFORE = new RegExp(`\\s*\\((?:depends on|requires|after|blocked by):? (${STEPS})\\)`, 'gi');
export const WORDS_BEFORE = new RegExp(`\\bdepends on:? ((?=T\\d|\\d+\\.\\d)${STEPS})`, 'gi');

/** Matches a field below a step as a synchronisation writes it. Other details are text. */
export const STEP_FIELD =
  /^(?:priority [HML]|(?:due|scheduled|wait|until) \d{4}-\S+|(?:scope|checks) ".*|(?:tags|depends) [^\s,]+(?:, ?[^\s,]+)*|(?:agent|type|recur|estimate|rank|template) \S+|(?:project|parent) \S*)$/;

/** Returns the tag of a mark in a line: `#web`, `[P]`, `[US1]`. */
export function tagIn(mark: string): string | undefined {
  return mark === '[P]' ? 'parallel' : /^(?:#(.+)|\[(US\d+)\])$/.exec(mark)?.slice(1).find(Boolean);
}

/** Returns the numbers in a list of steps: `T001, T003-T005 and T009`. */
export function stepsIn(list: string): string[] {
  return list.split(/\s*(?:,|&|\band\b)\s*/i).flatMap((part) => (part === '' ? [] : numbersIn(part)));
}
