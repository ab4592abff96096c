import type { CodeLine } from './lines.ts';
import { hasKnownForm } from './secret-forms.ts';

/** A password in an address: `postgres://user:word@host`. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{2,}:\/\/[^\s:/@"'`<>{}$]+:([^\s:/@"'`<>{}$]{3,})@[\w.-]+/i;

/** A name of a secret, and the text that is assigned to it. */
const ASSIGNED =
  /["']?\b[\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|credential|auth[_-]?key)s?\b["']?\s*(?::=|=>|[:=])\s*(?:b|r|u|f)?["'`]([^"'`\s]{8,})["'`]/i;
/** The same in a file of settings, which needs no quotation marks. */
const SETTING =
  /^(?:export\s+|-\s+)?["']?[\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?\s*[:=]\s*["']?([^\s"'#$,;<>]{8,})["']?,?$/i;

/** Texts that stand for a secret, or say where it is. */
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|<.*>|\$\{?.*|\{\{?.*|%.*%|env[:.].*|process\.env.*|os\.environ.*|(?:your|my|the|some|a|an|test|fake|dummy|example|sample|change|replace|placeholder|todo|none|null|undefined|redacted|secret|password|token)[\w -]*)$|example|placeholder|changeme|dummy|redacted|^[a-z]+(?:[-_ ][a-z]+)*$/i;

/** Number of bits per character from which a long text is random: hexadecimal digits have 4, base64 has 6. */
const RANDOM = { bits: 3.5, length: 16 } as const;

/** Checks whether a line has a secret: a known form, a password in an address, or a random text with a telling name. */
export function hasSecret({ text }: CodeLine): boolean {
  for (let at = 0; at < text.length; at += PIECE.step) if (isSecret(text.slice(at, at + PIECE.length))) return true;
  return false;
}

/** A long line is searched in pieces, since the patterns take the square of its length. */
const PIECE = { length: 1_000, step: 700 } as const;

function isSecret(text: string): boolean {
  if (hasKnownForm(text)) return true;
  const address = ADDRESS.exec(text)?.[1];
  if (address && !PLACEHOLDER.test(address)) return true;
  const value = ASSIGNED.exec(text)?.[1] ?? SETTING.exec(text)?.[1];
  return value !== undefined && !PLACEHOLDER.test(value) && isLikely(value);
}

function isLikely(value: string): boolean {
  if (value.length >= RANDOM.length) return bitsOf(value) >= RANDOM.bits && !/[(){}\s]/.test(value);
  // A short one is a password if it has several kinds of characters.
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value));
  return kinds.length >= 3 && !/[(){}[\]/.]/.test(value);
}

/** Returns the entropy of a text, in bits per character. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
