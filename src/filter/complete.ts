import { ACTOR_KINDS } from '../domain/actor.ts';
import { VIRTUAL_TAGS } from '../domain/urgency/virtual-tags.ts';
import { DATE_NAMES } from '../time/index.ts';
import { ATTRIBUTES, type Attribute } from './tables/attributes.ts';
import { OPERATIONS } from './tables/operators.ts';
import { TYPES } from './tables/types.ts';

/** Names that occur in the workspace. */
export interface FilterVocabulary {
  projects: readonly string[];
  tags: readonly string[];
  agents: readonly string[];
  /** Names of saved filters, without the @. */
  views: readonly string[];
}

/** One completion. `text` replaces the whole word at the cursor. */
export interface Completion {
  text: string;
  doc: string;
}

const KEYWORDS: readonly Completion[] = [
  { text: 'and', doc: 'both' },
  { text: 'or', doc: 'either' },
  { text: 'xor', doc: 'one but not the other' },
  { text: 'not', doc: 'the opposite' },
  { text: 'sort:', doc: 'sort:urgency-,due+' },
  { text: 'limit:', doc: 'at most so many' },
];

/** Returns the completions of a word. They come from the tables that the parser uses. */
export function completeTerm(word: string, vocabulary: FilterVocabulary): Completion[] {
  const [, bracket = '', begun = ''] = /^([!(]*)(.*)$/s.exec(word) ?? [];
  return candidates(begun, vocabulary)
    .filter(({ text }) => text.startsWith(begun))
    .map(({ text, doc }) => ({ text: bracket + text, doc }));
}

function candidates(begun: string, vocabulary: FilterVocabulary): Completion[] {
  if (/^[+-]/.test(begun)) return tags(begun.charAt(0), vocabulary);
  if (begun.startsWith('@')) return vocabulary.views.map((view) => ({ text: `@${view}`, doc: 'saved filter' }));
  const [head, name = ''] = /^([a-z_.]+):/.exec(begun) ?? [];
  if (head !== undefined) return values(head, attributeBefore(name), vocabulary);
  const names = ATTRIBUTES.map(({ name: attribute, doc }) => ({ text: `${attribute}:`, doc }));
  return [...names, ...(begun.includes('.') ? modifiers(attributeBefore(begun)) : KEYWORDS)];
}

function tags(sign: string, { tags: used }: FilterVocabulary): Completion[] {
  const virtual = VIRTUAL_TAGS.filter(({ sameAs }) => sameAs === undefined);
  return [
    ...virtual.map(({ name, doc }) => ({ text: sign + name, doc })),
    ...used.map((tag) => ({ text: sign + tag, doc: 'tag' })),
  ];
}

function modifiers(attribute: Attribute | undefined): Completion[] {
  if (!attribute) return [];
  const { operations } = TYPES[attribute.type];
  return OPERATIONS.filter(({ name }) => operations.includes(name)).flatMap(({ modifiers: words, doc }) =>
    words
      .filter((word) => word !== '')
      .map((word) => ({ text: `${attribute.name}.${word}:`, doc: `${attribute.name} ${doc} …` })),
  );
}

function values(head: string, attribute: Attribute | undefined, vocabulary: FilterVocabulary): Completion[] {
  if (!attribute) return [];
  return wordsFor(attribute, vocabulary).map(({ text, doc }) => ({ text: head + text, doc }));
}

function wordsFor(attribute: Attribute, vocabulary: FilterVocabulary): readonly Completion[] {
  const plain = (words: readonly string[], doc: string) => words.map((text) => ({ text, doc }));
  if (attribute.name === 'project') return plain(vocabulary.projects, 'project');
  if (attribute.name === 'agent') return plain(vocabulary.agents, 'agent');
  if (attribute.name === 'tags') return plain(vocabulary.tags, 'tag');
  if (attribute.type === 'author') return plain(ACTOR_KINDS, 'author');
  if (attribute.type === 'choice') return plain(attribute.values, attribute.name);
  if (attribute.type === 'date') return DATE_NAMES.map(({ name, doc }) => ({ text: name, doc }));
  return attribute.type === 'flag' ? plain(['yes', 'no'], attribute.name) : [];
}

/** Returns the attribute with the longest name that is followed by a dot: `tags.count` for `tags.count.over`. */
function attributeBefore(text: string): Attribute | undefined {
  const named = ATTRIBUTES.filter(({ name }) => `${text}.`.startsWith(`${name}.`));
  return named.sort((a, b) => b.name.length - a.name.length)[0];
}
