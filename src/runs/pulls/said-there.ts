import { clip } from '../../base/clip.ts';
import { textHash } from '../../base/text-hash.ts';
import { isTrusted, type TrustRules } from '../../domain/outside.ts';
import type { Pull } from '../../domain/records.ts';
import type { ReviewText } from '../../services/index.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Maximum number of characters of a text from there in one note. */
const MOST = 3_000;

/** A service that names no association vouches for nobody. */
export const isOfTrusted = ({ author, association = 'NONE' }: ReviewText, rules: TrustRules): boolean =>
  isTrusted({ name: author, association }, rules);

/** Identifies a text there as it is now. An edit makes another one of it. */
export const saidKey = ({ id, body }: ReviewText): string => `${id}:${textHash(body).slice(0, 12)}`;

/**
 * Checks whether a text there asks for a round. One that its author emptied since asks for nothing more.
 * @param taken keys of the texts that were in earlier rounds
 */
export function isNews(one: ReviewText, taken: readonly string[], rules: TrustRules): boolean {
  if (!asksForRound(one, rules) || taken.includes(saidKey(one)) || taken.includes(one.id)) return false;
  return one.body !== '' || !wasTaken(one, taken);
}

/** Checks whether an earlier version of a text was in a round. */
const wasTaken = ({ id }: ReviewText, taken: readonly string[]): boolean =>
  taken.some((key) => key.startsWith(`${id}:`));

/** The association of a machine vouches for nothing: a person has to name it. */
const isNamed = ({ author }: ReviewText, { authors }: TrustRules): boolean =>
  author !== undefined && authors.includes(author.toLowerCase());

const asksForRound = (one: ReviewText, rules: TrustRules): boolean =>
  one.asks && !one.shown && (one.isMachine ? isNamed(one, rules) : isOfTrusted(one, rules));

/** A review without a text has its comments. */
export function reviewNote(one: ReviewText, taken: readonly string[]): string[] {
  const { author = 'ghost', association, path, line, body } = one;
  if (body === '') return [];
  const who = association === undefined ? author : `${author} (${association})`;
  const where = path === undefined ? '' : ` on ${path}${line === undefined ? '' : `:${line}`}`;
  return [`${who} in the pull request${where}${wasTaken(one, taken) ? ', edited' : ''}: ${clip(body, MOST)}`];
}

/** Maximum number of texts of others that a record keeps. */
export const MOST_OTHERS = 5;

/** Maximum number of characters of each, and of its author's name. */
const OTHERS = { text: 300, name: 100 } as const;

/**
 * Returns the last open texts that start no round, for people: mostly those of authors whom nobody trusts. After the end of
 * the pull request, those that no round answered, too.
 * @param taken keys of the texts that were in earlier rounds; only after the end
 */
export function othersIn(
  reviews: readonly ReviewText[],
  rules: TrustRules,
  taken?: readonly string[],
): NonNullable<Pull['others']> {
  const open = reviews.filter((one) => one.asks && one.body !== '');
  return shownOthers(
    open.filter((one) => !asksForRound(one, rules) || (taken !== undefined && isNews(one, taken, rules))),
  );
}

/** Returns texts as a record keeps them: the last ones, bounded. */
export const shownOthers = (reviews: readonly ReviewText[]): NonNullable<Pull['others']> =>
  reviews.slice(-MOST_OTHERS).map(({ author = 'ghost', association, body }) => ({
    author: clip(author, OTHERS.name),
    ...(association === undefined ? {} : { association: clip(association, OTHERS.name) }),
    text: clip(body, OTHERS.text),
  }));

/** Names the authors of texts for a sentence. */
export const authorsOf = (reviews: readonly ReviewText[]): string =>
  clip([...new Set(reviews.map(({ author = 'ghost' }) => author))].join(', '), 200);

/**
 * Returns a function that recognises Backlog's own comments: by the mark of the pull request's closing, and by what
 * links of the same source have. A mark alone proves nothing, because anybody can copy one.
 */
export function oursIn({ store: { state } }: Pick<Context, 'store'>, { source, mark, closing }: Pull) {
  const marks = new Set([mark, closing?.mark]);
  const ids = new Set<string>();
  for (const [, { source: name, managed, sent = {} }] of state.all('linked'))
    if (name === source) for (const id of [managed?.id, ...Object.values(sent)]) if (id) ids.add(`conversation-${id}`);
  return ({ id, mark: its }: ReviewText): boolean => ids.has(id) || (its !== undefined && marks.has(its));
}
