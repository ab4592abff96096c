import { commaList } from '../../../domain/comma-list.ts';
import { isTrusted, OUTSIDE_TEXT, type OutsideAuthor, type TrustRules } from '../../../domain/outside.ts';
import { type Awaits, isFromOutside, type Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { SPEC } from '../../documents/documents.ts';
import { settingOf, TRUSTED } from '../../settings/settings.ts';
import type { Context } from '../../workspace/context.ts';
import type { ParsedRow } from './row-schema.ts';

/** The fields that direct an agent or a landing. An author whom nobody trusts only offers them. */
const DIRECTING = ['acceptance', 'checks', 'scope', 'agent'] as const;

/** Maximum length of the offered fields as JSON, in characters. The text of the source has them, too. */
const MOST_OFFERED = 50_000;

/** Returns the rules of trust, which only a person at a terminal can change. */
export function trustRules({ store }: Pick<Context, 'store'>): TrustRules {
  const list = (name: string) => commaList(String(settingOf(store.state, name) ?? ''));
  return {
    associations: list(TRUSTED.associations).map((word) => word.toUpperCase()),
    authors: list(TRUSTED.authors).map((name) => name.toLowerCase()),
  };
}

/**
 * Joins the documents of a row whose author nobody trusts into the document `outside`. Runs before the row is merged, so
 * that its later changes are compared with that document.
 */
export function outsideDocuments({ known, author }: Pick<TaskRow, 'known' | 'author'>, rules: TrustRules): void {
  if (!author || isTrusted(author, rules)) return;
  const { spec, docs } = known as Pick<ParsedRow, 'spec' | 'docs'>;
  delete known.spec;
  delete known.docs;
  const texts = Object.entries({ ...docs, ...(spec === undefined ? {} : { [SPEC]: spec }) });
  const joined = texts.map(([name, body]) => (name === SPEC ? body : `# ${name}\n\n${body}`)).join('\n\n');
  if (joined !== '') known.docs = { [OUTSIDE_TEXT]: joined };
}

/** What a row sets, and the mark of its task. The mark has no time and importer yet. */
interface HeldBack {
  row: ParsedRow;
  awaits?: Pick<Awaits, 'why' | 'author' | 'association' | 'offers'>;
}

/**
 * Takes the directing fields out of a row whose author nobody trusts. A new task has the author's title; the title of an
 * existing task stays. The mark of an existing task changes only if the row has news.
 */
export function heldBack(
  row: ParsedRow,
  { author, present, rules }: { author: OutsideAuthor | undefined; present: Task | undefined; rules: TrustRules },
): HeldBack {
  if (!author || isTrusted(author, rules)) return { row };
  const kept = { ...row };
  const offers: Record<string, unknown> = {};
  for (const field of DIRECTING) {
    const value = kept[field];
    delete kept[field];
    if (value !== undefined && value !== null) offers[field] = value;
  }
  if (present && row.description !== present.description) {
    offers.description = row.description;
    kept.description = present.description;
  }
  const hasOffers = Object.keys(offers).length > 0;
  if (present && !hasOffers && kept.docs === undefined) return { row: kept };
  const { name, association } = author;
  const earlier = isFromOutside(present?.awaits) ? present.awaits.offers : {};
  const all = { ...earlier, ...offers };
  const fits = JSON.stringify(all).length <= MOST_OFFERED;
  return {
    row: kept,
    awaits: {
      ...{ why: 'outside', ...(name ? { author: name } : {}), ...(association ? { association } : {}) },
      ...(fits && Object.keys(all).length > 0 ? { offers: all } : {}),
    },
  };
}
