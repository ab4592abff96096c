import { type Examined, isProsePath } from '../examine.ts';
import { type CodeLine, linesBeyond, movedNumbers } from '../lines.ts';
import { INSTRUCTIONS } from '../path-rules.ts';
import { isPromptPath } from './kind-paths.ts';

/** A name in code for the instructions of a model, or a message with them. */
const NAMED =
  /\b\w*(?:PROMPT|INSTRUCTIONS|SYSTEM_MESSAGE|[pP]rompt|[iI]nstructions|[sS]ystemMessage|system_message)\w*["']?\s*(?::\s*[\w<>[\]| ]+)?\s*[:=]\s*\(?\s*(?:[\w.]+\(\s*)?[fruFRU$@]{0,2}(?:"""|\x27{3}|["'`](?:\\?$|[^"'`]*\s\S+\s+\S+))|\brole["']?\s*[:=]\s*["']system["']|["']system["']\s*,\s*["'`]/;
/** Maximum number of lines of such a text in code. */
const REACH = 80;

/** Returns the lines of a version that are instructions for a model: all of a prompt's file, or its texts in code. */
function promptLines({ path, file }: Examined, lines: readonly CodeLine[], changed: readonly CodeLine[]): CodeLine[] {
  if (isPromptPath(path) || isPromptPath(file.from ?? path)) return [...changed];
  if (isProsePath(path)) return [];
  const inPrompt = new Set<CodeLine>();
  let left = 0;
  for (const line of lines) {
    if (NAMED.test(line.spoken)) left = REACH;
    // A text that lasts has no code on its lines; the first line of code after it ends it.
    else if (
      left > 0 &&
      line.spoken !== '' &&
      /[A-Za-z_]\w*\s*[(=:]|\b(?:def|function|return|class|const|let)\b/.test(line.code)
    )
      left = 0;
    if (left-- > 0 && hasText(line)) inPrompt.add(line);
  }
  return changed.filter((line) => inPrompt.has(line));
}

/** Checks whether a line has words of a text, and not only names. */
const hasText = ({ spoken, code }: CodeLine): boolean =>
  spoken.length - code.length > 8 || (code === '' && spoken !== '') || /\w \w+ \w/.test(spoken);

/** Finds changed lines of instructions for models. */
export function changedPrompts(file: Examined): { line: CodeLine; old: boolean }[] {
  if (file.isTest) return [];
  return [
    ...promptLines(file, file.after, file.added).map((line) => ({ line, old: false })),
    ...promptLines(file, file.before, file.removed).map((line) => ({ line, old: true })),
  ];
}

/** Words with which instructions limit a model. */
const LIMITS =
  /\b(?:never|not|don't|doesn't|must|mustn't|cannot|can't|only|refuse|reject|decline|forbid\w*|avoid|without|unless|except|at most|no more than|more than|less than|up to|maximum|limit\w*|always|ask|confirm|verify|check|require\w*|human|person|approval|confidential|secret|private|personal|nie(?:mals)?|nicht|kein\w*|nur|hochstens|h\u00f6chstens|immer|frag\w*|jamais|pas|seulement|toujours|demande\w*|nunca|no|solo|siempre|pregunt\w*)\b/i;

/** Finds limits that instructions had, and that are gone, said in another way, or greater. Fewer words can say as much. */
export function looserPrompts(file: Examined): { line: CodeLine; old: boolean }[] {
  if (file.isTest || INSTRUCTIONS.test(file.path)) return [];
  const [came, gone] = [promptLines(file, file.after, file.added), promptLines(file, file.before, file.removed)];
  const limits = (lines: readonly CodeLine[]) =>
    lines
      .flatMap((line) => line.text.match(new RegExp(LIMITS.source, 'gi')) ?? [])
      .map((text) => ({ text: text.toLowerCase() }));
  const fewer = linesBeyond(limits(gone), limits(came)).length > 0;
  const higher = movedNumbers(
    { added: came, removed: gone },
    ({ text }) => LIMITS.test(text),
    ({ text }) => text,
  ).filter(({ was, is }) => is.some((number, n) => number >= 2 * was[n]!));
  return [
    ...(fewer ? gone.filter(({ text }) => LIMITS.test(text)).map((line) => ({ line, old: true })) : []),
    ...higher.map(({ line }) => ({ line, old: false })),
  ];
}
