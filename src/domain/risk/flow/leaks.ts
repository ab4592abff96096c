import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { matches } from '../patterns.ts';
import { importsIn } from './imported.ts';
import { ADDRESS, ANSWERS, isOfNetwork, NO_CALL, PRIVATE_SOURCES, SENDS, STARTS_PROGRAM } from './leak-words.ts';
import { type CodeStatement, isNameUsed, statementsOf, usesOf } from './statements.ts';
import { followedNames, type HeldNames } from './taint.ts';

/** What only gives a program the variables that it has anyway, or says to a service who asks. */
const GIVEN =
  /\benv\s*[:=]\s*(?:\{\s*\.{3}\s*)?(?:process\.env|(?:dict\()?os\.environ(?:\.copy\(\))?)\)?|\.Env\s*=\s*(?:append\()?os\.Environ\(\)|\bappend\(os\.Environ\(\)|["'`]?\b(?:authorization|(?:x-)?(?:api-?)?key|x-auth\w*|private-token|x-\w+-token)\b["'`]?\s*(?:[:,]|\]\s*=)\s*[^,})]+/gi;
const LISTENS = /\b(?:createServer|createSecureServer|ListenAndServe\w*|listen|Server)\s*\(/;
const SETS_COOKIE = /\bset-cookie\b|\bset_cookie\(|\.cookie\(|\bSetCookie\(|\bCookies\.Append\(/i;

/**
 * Finds lines that the result added and that send private data away, whatever name the call or the data have. A file that
 * sends as much as before is left out.
 */
export function leakingLines(file: Examined): CodeLine[] {
  if (!SOUGHT.test(file.file.after ?? '')) return [];
  const leaks = leaksIn(file).filter(({ isNew }) => isNew);
  if (leaks.length === 0) return [];
  const { before, file: changed } = file;
  const former = leaksIn({ ...file, after: before, isNew: () => true, file: { ...changed, after: changed.before } });
  return leaks.length > former.length || former.length === 0 ? leaks.map(({ line }) => line) : [];
}

function leaksIn(file: Examined): { line: CodeLine; isNew: boolean }[] {
  const statements = statementsOf(file);
  const isNew = ({ lines }: CodeStatement) => lines.some(file.isNew);
  const network = networkIn(file, statements);
  const isAnswered = (statement: CodeStatement) => ASKS.test(statement.code) && network.in(statement);
  const secret = followedNames(statements, {
    isSource: ({ spoken }) => readsPrivate(withoutGiven(spoken)),
    isCleaned: (statement) => MAKES_FACT.test(statement.code) || isAnswered(statement),
    isNew,
  });
  return statements.flatMap((statement) => {
    const { code, spoken, lines } = statement;
    const given = withoutGiven(spoken);
    const carries =
      given === spoken ? secret.in(statement) : secret.in({ ...statement, spoken: given, uses: usesOf(given) });
    if (!carries || LISTENS.test(code)) return [];
    const isSent =
      SENDS.test(spoken) ||
      ADDRESS.test(given) ||
      (network.in(statement) && code.includes('(') && !IMPORTS.test(code)) ||
      STARTS_PROGRAM.test(spoken) ||
      matches(file.language.shell, code) ||
      (ANSWERS.test(spoken) && !SETS_COOKIE.test(spoken));
    return isSent ? [{ line: lines.find(file.isNew) ?? lines[0]!, isNew: secret.isNewIn(statement) }] : [];
  });
}

/** A call whose value is an answer, and not what was sent. */
const ASKS = /\bawait\b|\.(?:send|execute|exchange|[dD]o|get|post|request|json|text|read|recv)\w*\(/;

/** A word without which a file has no private data: most files are decided by it. */
const SOUGHT =
  /env|cookie|storage|header|home|user|META|indexedDB|\/etc\/|\.(?:ssh|aws|netrc|npmrc|kube|gnupg|pgpass|docker)|id_rsa|getProperties/i;
const IMPORTS = /^(?:import|from|use|using|require\w*)\b/;

/** What makes a fact of a value: a comparison, a digest, or a check that it is set. */
const MAKES_FACT =
  /=\s*(?:!|Boolean\(|bool\(|len\(|Number\(|parseInt\()|[^=!<>]=[^=]*[!=]==?|\b(?:createHash|hmac|sha\d+)\b/i;

const withoutGiven = (spoken: string): string => spoken.replace(GIVEN, ' ');

const SOURCES = new RegExp(PRIVATE_SOURCES.source, 'g');

function readsPrivate(spoken: string): boolean {
  return Array.from(spoken.matchAll(SOURCES)).some(({ index, 0: found }) =>
    isNameUsed(spoken, index, index + found.length),
  );
}

/** Follows what reaches other machines: modules, aliases of their calls, connections. What they answer is none. */
function networkIn({ path }: Examined, statements: readonly CodeStatement[]): HeldNames {
  const imported = importsIn(path);
  const names = new Set(
    statements.flatMap((statement) =>
      imported(statement).flatMap((one) => (isOfNetwork(path, one.module) ? one.names : [])),
    ),
  );
  const isSource = ({ spoken, uses, code }: CodeStatement) =>
    (SENDS.test(spoken) && !LISTENS.test(code)) ||
    /=\s*(?:(?:globalThis|window|self)\.)?fetch\s*;?$|=\s*\(?(?:globalThis|window|global)\b(?!\s*\??\.)/.test(code) ||
    (!LISTENS.test(code) && uses.some((name) => names.has(name) && !NO_CALL.test(name)));
  return followedNames(statements, { isSource, isCleaned: ({ code }) => ASKS.test(code) });
}
