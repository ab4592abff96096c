import type { Examined } from './examine.ts';
import type { CodeLine } from './lines.ts';
import { anyOf } from './patterns.ts';

/** How languages read a variable of the process, up to its name. */
const READS = anyOf(
  /\bprocess\.env(?:\.|\[["'`])|\bos\.environ(?:\[|\.get\()["']|\bos\.[gG]etenv\(["'`]|\bSystem\.getenv\(["']/,
  /\benv::var(?:_os)?\("|\bENV(?:\[|\.fetch\()["']|\bGetEnvironmentVariable\("|(?<![.\w])getenv\(["']/,
).source;

/** Names of variables that have a secret. A name that ends otherwise says where it is, or how long. */
const NAME =
  '(?!\\w*(?:CACHE|SORT|PUBLIC|PRIMARY|PARTITION|FOREIGN)_KEYS?\\b)\\w*(?:PASS(?:WORD|WD|PHRASE)|_PASS|_PWD|SECRET|TOKEN|KEY|CREDENTIAL)S?\\b';

const SECRET = new RegExp(`(?:${READS})${NAME}["'\`]?[\\])]*`, 'gi');

/** A name that gets the value of such a variable itself, not a fact about it. */
const ASSIGNED = new RegExp(
  `(?:^|[\\s.@])(\\w+)(?:\\s*:\\s*[\\w<>&| ]+)?(?:,\\s*\\w+)?\\s*:?=\\s*(?:std::)?(?:${READS})${NAME}["'\`]?[\\])]*(?!\\s*(?:[!=]=|\\?\\s+\\S|is\\b|in\\b|&&|\\.is_))`,
  'i',
);

/** A call that prints, logs or writes text. */
const WRITES = anyOf(
  /\b(?:log(?:ger|ging)?|console|slog|tracing|System\.(?:out|err)|fmt\.F?[Pp]rint\w*|Console\.(?:Error\.|Out\.)?Write\w*|std(?:out|err)|STD(?:OUT|ERR))\b\s*[.!(]/,
  /(?<![.\w])(?:print|printf|println|eprintln|eprint|dbg|puts|pp?|warn|fputs|write|writeln)(?:!?\(|\s+\S)/,
  /\.(?:write|writelines|write_all|write_text|writeText|appendText|WriteString|puts|print\w*)\(/,
  /\b(?:writeFile|appendFile)(?:Sync)?\(|\bWriteFile\(|\bFile\.(?:write|Append|Write)\w*\(|\bFiles\.write\w*\(/,
);

/** What asks for a fact about a value: whether it is set, or how long it is. */
const ASKED_BEFORE = /(?:!|\b(?:bool|Boolean|len|mask\w*|redact\w*|hash\w*)\(\s*|\b(?:if|unless|not)\s+)$/;
const ASKED_AFTER = /^\s*(?:[!=]==?|\?\s+\S|is\b|in\b|and\b|&&|\.(?:is_?\w+|length|size|nil\?|empty\?|present\?)\b)/i;

/** A printed variable of a shell. A pipe gives it to a program, which is the usual way to hide it. */
const ECHOED = new RegExp(
  `\\b(?:echo|printf)\\b[^|>]*\\$\\{?${NAME}\\}?[^|>]*(?:$|>>?\\s*\\S*(?:\\.log\\b|/tmp/))`,
  'i',
);

/** Lines before a line that can begin its call. */
const REACH = 3;

/** Finds added lines that print, log or write a secret variable of the process, or a name that has its value. */
export function writtenSecrets({ added, after }: Examined): CodeLine[] {
  const names = new Set(after.flatMap(({ spoken }) => ASSIGNED.exec(spoken)?.[1] ?? []));
  const mentions = [...names].map((name) => ({
    inCode: new RegExp(`(?<![\\w.])(?:self\\.|this\\.|@)?${name}\\b(?!\\s*(?:=(?!=)|\\())`, 'g'),
    inText: new RegExp(`\\$${name}\\b|\\{\\s*(?:self\\.|this\\.|@)?${name}\\s*(?:![rsa])?(?::[^}]*)?\\}`),
  }));
  return added.filter((line) => {
    const { spoken, code } = line;
    if (ECHOED.test(spoken)) return true;
    if (!WRITES.test(callOf(after, line))) return false;
    if (has(SECRET, spoken)) return true;
    return mentions.some(({ inCode, inText }) => has(inCode, code) || inText.test(spoken));
  });
}

/** Checks whether a value itself is in a text. */
function has(value: RegExp, text: string): boolean {
  return Array.from(text.matchAll(value)).some(
    ({ 0: found, index }) =>
      !ASKED_BEFORE.test(text.slice(0, index)) && !ASKED_AFTER.test(text.slice(index + found.length)),
  );
}

/** Joins a line with the lines before it that leave a call open. */
function callOf(after: readonly CodeLine[], { n, code }: CodeLine): string {
  let call = code;
  for (let at = n - 2; at >= n - 1 - REACH && /[(,]$/.test(after[at]?.code ?? ''); at--)
    call = `${after[at]!.code} ${call}`;
  return call;
}
