import { EXCEPTIONS, type Exception } from './exceptions.ts';
import type { Flow } from './flow.ts';
import { textsOfPage } from './pages.ts';
import { LONG, MOST_WORDS, RULES } from './rules.ts';
import { type Sentence, sentencesOf, wordsOf } from './sentences.ts';
import { textsOfSource } from './sources.ts';

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** The words that the rule found. */
  readonly found: string;
  readonly use: string;
  readonly sentence: string;
}

const SEARCHED = RULES.map((rule) => ({ ...rule, search: searched(rule.pattern, 'gi') }));
const ANY = searched(RULES.map(({ pattern }) => pattern).join('|'), 'i');

/** Returns the pattern for a rule. It skips options, paths, filters and names of fields, which aren't words. */
function searched(pattern: string, flags: string): RegExp {
  return new RegExp(`(?<![\\w\\-./@+:<])(?:${pattern.replaceAll(' ', '\\s+')})(?!\\w|[-/_=:.]\\w)`, flags);
}

/** Returns the findings in a page or a source, in the order of their lines. */
export function lint(file: string, content: string): Finding[] {
  const flows = file.endsWith('.md') ? textsOfPage(content) : textsOfSource(file, content);
  const findings = flows.flatMap((flow) => sentencesOf(flow).flatMap((sentence) => ofSentence(file, flow, sentence)));
  return findings.sort((one, other) => one.line - other.line);
}

function ofSentence(file: string, flow: Flow, { text, at }: Sentence): Finding[] {
  const sentence = text.replace(/¤+/g, '…').replace(/\s+/g, ' ');
  const findings: Finding[] = [];
  const add = (rule: string, found: string, use: string, offset: number) => {
    if (!EXCEPTIONS.some((exception) => excuses(exception, rule, file, sentence)))
      findings.push({ file, line: flow.lineAt(at + offset), rule, found, use, sentence });
  };
  if (ANY.test(text))
    for (const { name, use, search } of SEARCHED)
      for (const match of text.matchAll(search)) add(name, match[0].replace(/\s+/g, ' '), use, match.index);
  const words = wordsOf(text);
  if (words > MOST_WORDS) add(LONG, `${words} words`, `at most ${MOST_WORDS}`, 0);
  return findings;
}

function excuses({ rules, files, sentence }: Exception, rule: string, file: string, text: string): boolean {
  if (rules !== undefined && !rules.includes(rule)) return false;
  if (files !== undefined && !files.some((start) => file.startsWith(start))) return false;
  return sentence === undefined || sentence.test(text);
}
