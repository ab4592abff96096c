import { counted } from '../../base/amounts.ts';
import { MOST_PLACES, type ResultRisk } from '../../domain/risk/meaning/risk-shape.ts';
import { type CriterionVerdict, unjudgedOf } from '../../domain/runs/answers/verdicts.ts';
import { filesToLookAt } from '../../domain/runs/review-files.ts';
import { changesText, metText } from '../../domain/runs/run-figures.ts';
import type { ReviewFile } from '../../domain/runs/run-shapes.ts';
import { testsTexts } from '../../domain/runs/tests-text.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { gradingOf } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { oneLine, quoted, quotedLines } from '../safe.ts';
import { durationText, gradedText } from './run.ts';

/** Maximum number of lines by part, so that the parts fit on one screen, and of characters of a text by others. */
const SHOWN = { spec: 5, files: 8, risks: 8, places: 3, names: 20, criteria: 12 } as const;
const LONGEST = { words: 300, code: 160 } as const;

const words = (text: string) => oneLine(text, LONGEST.words);

/** Formats file names up to the limit. Undefined if there are none. */
export function listedFiles(paths: readonly string[] = []): string | undefined {
  if (paths.length === 0) return undefined;
  return namedFiles(paths.slice(0, SHOWN.names), paths.length - SHOWN.names);
}

const namedFiles = (paths: readonly string[], more: number): string =>
  [...paths.map(words), ...(more > 0 ? [`${more} more`] : [])].join(', ');

/**
 * Formats what a reviewer needs before the diff, on one screen: what was asked with the grades of its evidence, what
 * changed, what vouches for it, and what to look at first. No later line of a review repeats it.
 */
export function reviewHead(told: ReviewFile): string[] {
  const { run, risk } = told;
  const files = filesToLookAt(run).map(({ what, files: found, more }) => `${what}: ${namedFiles(found, more)}`);
  // A run that changed no file has nothing of which a risk could be said.
  const risks = risk && told.figures.size?.files ? riskLines(risk) : [];
  return [...askedLines(told), ...changedLines(told), ...checkLines(told), ...hiddenLines(told), ...files, ...risks];
}

/** Returns the first lines of a list, and a line about the others. */
function first(lines: readonly string[], limit: number, more: (left: number) => string): string[] {
  const left = lines.length - limit;
  return left > 0 ? [...lines.slice(0, limit), more(left)] : [...lines];
}

/** Splits a specification into the lines of the first screen and the others. Its title says what the task says. */
export function specParts(spec: string | null): { head: string[]; rest: string[] } {
  const all = (spec ?? '').trim().split('\n');
  const lines = all.length > 1 ? all.filter((line, n) => n > 0 || !/^#\s/.test(line)) : all;
  const start = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  const shown = lines.slice(start, start + SHOWN.spec);
  return { head: shown.filter((line) => line.trim() !== ''), rest: lines.slice(start + SHOWN.spec) };
}

function askedLines({ spec, task, grades = [], attached = [], run, figures: { met, claimed } }: ReviewFile): string[] {
  if (!task) return [];
  const { head } = specParts(spec);
  const criteria = (task.acceptance ?? []).map((criterion) => {
    const graded = grades.find((one) => one.criterion === criterion.id) ?? gradingOf({ criterion, run });
    const line = `- [${criterion.id}] ${words(criterionLine(criterion))}: ${gradedText(graded)}`;
    return { line, isOpen: graded.failed === true || graded.grade === undefined };
  });
  return [
    ...(head.length > 0 ? ['spec:', ...head.flatMap((line) => quotedLines(oneLine(line, LONGEST.words)))] : []),
    ...(criteria.length > 0 ? [`acceptance:${met ? ` ${metText(met, claimed)}` : ''}`, ...openFirst(criteria)] : []),
    ...first(attached.map(words), SHOWN.files, (left) => `and ${counted(left, 'more attachment')}`),
  ];
}

/** Returns the lines about criteria. Of many, those come first that nothing vouches for. */
function openFirst(criteria: readonly { line: string; isOpen: boolean }[]): string[] {
  const isLong = criteria.length > SHOWN.criteria;
  const sorted = isLong ? [...criteria].sort((a, b) => Number(b.isOpen) - Number(a.isOpen)) : criteria;
  return first(
    sorted.map(({ line }) => line),
    SHOWN.criteria,
    (left) => `- and ${counted(left, 'more criterion')}`,
  );
}

/** Lists the changed files, one on each line. */
function changedLines({ stat, figures: { size } }: ReviewFile): string[] {
  if (!size || size.files === 0) return [];
  // The last line of the diffstat has the totals.
  const files = stat.trimEnd().split('\n').map(words);
  const lines = files.length > 1 ? files.slice(0, -1) : files;
  const shown = first(lines, SHOWN.files, (left) => `and ${counted(left, 'more file')}`);
  return [`changed: ${changesText(size)}`, ...shown.filter((line) => line !== '').map((line) => `  ${line}`)];
}

/** Lists the checks, the failed ones first, and what judges said. */
function checkLines({ run: { checks = [], state }, task, unchecked = [] }: ReviewFile): string[] {
  if (state === 'review' && checks.length + unchecked.length === 0)
    return ['checks: none (neither the task nor the settings require one)'];
  const sorted = [...checks.filter(({ ok }) => !ok), ...checks.filter(({ ok }) => ok)];
  const ran = sorted.flatMap((check) => {
    const { name, ok, why, ms, verdicts, doubt } = check;
    return [
      `check ${words(name)}: ${ok ? 'passed' : 'failed'}${ok && !verdicts ? '' : `, ${words(why)}`}${doubt ? `, but ${words(doubt)}` : ''} (${[...testsTexts(check), durationText(ms)].join(', ')})`,
      ...openFirst(verdictLines(verdicts ?? [], task)),
    ];
  });
  const isSilent = checks.length > 0 && checks.every(({ tests, verdicts }) => !tests && !verdicts);
  const silent = isSilent && state === 'review' ? ['no check reports which tests ran'] : [];
  return [
    ...ran,
    ...silent,
    ...unchecked.map((name) => `check ${words(name)}: did not run yet, runs before the merge`),
  ];
}

/** Says what hidden tests showed. The text of a failed one comes after the first screen. */
function hiddenLines({ run: { hiddenTests, result } }: ReviewFile): string[] {
  if (!hiddenTests || hiddenTests.commit !== result?.commit) return [];
  const { by, tests, none, replaced } = hiddenTests;
  const earlier = replaced ? ['the hidden tests of an earlier result were lost or changed'] : [];
  if (none !== undefined) return [`hidden tests by ${words(by)}: none, ${words(none)}`, ...earlier];
  const count = (word: string, of: (typeof tests)[number]['outcome']) => {
    const { length } = tests.filter(({ outcome, wrong }) => outcome === of && !wrong);
    return length > 0 ? [`${length} ${word}`] : [];
  };
  const wrong = tests.filter((test) => test.wrong).length;
  const counts = [...count('failed', 'failed'), ...count('passed', 'passed'), ...count('without a result', 'unclear')];
  const all = [...counts, ...(wrong > 0 ? [`${wrong} called wrong`] : [])];
  return [`hidden tests by ${words(by)}: ${all.join(', ')}`, ...earlier];
}

/** Lists what a judge said, and the criteria that changed since. */
function verdictLines(verdicts: readonly CriterionVerdict[], task: Task | null): { line: string; isOpen: boolean }[] {
  const unjudged = verdicts.length > 0 ? unjudgedOf(verdicts, task?.acceptance ?? []) : [];
  return [
    ...unjudged.map(({ text }) => ({ line: `- ${words(text)}: not judged, added or changed since`, isOpen: true })),
    ...verdicts.map((one) => ({ line: verdictLine(one, task), isOpen: one.verdict !== 'accepted' })),
  ];
}

/** Formats a judge's verdict about a criterion, as it read it. It is an opinion, so its reason is quoted. */
function verdictLine({ criterion, of, verdict, at, text }: CriterionVerdict, task: Task | null): string {
  const about = of ?? task?.acceptance?.find(({ id }) => id === criterion)?.text ?? 'the whole task';
  const reason = text === '' ? '' : `, ${quoted(text, LONGEST.words)}`;
  return `- ${words(about)}: ${verdict}${at === undefined ? '' : ` at ${words(at)}`}${reason}`;
}

/** Lists what the rules found, the most severe first, each with its lines or files. Without findings, what they searched for. */
function riskLines({ level, text, reasons, most, unread = 0 }: ResultRisk): string[] {
  if (reasons.length === 0)
    return [
      oneLine(text, LONGEST.words),
      ...(most === undefined || level !== 'unknown'
        ? []
        : [`  look first at ${words(most)}, the most changed code: rules don't read what it means`]),
    ];
  // Each rule has a line before any has a second one.
  const each = Math.max(1, Math.min(SHOWN.places, Math.floor(SHOWN.risks / reasons.length)));
  const found = reasons.slice(0, SHOWN.risks).flatMap((reason) => reasonLines(reason, each));
  const left = reasons.slice(SHOWN.risks).map(({ says }) => says);
  return [
    `risk: ${level}. Look first at:`,
    ...found,
    ...(left.length > 0 ? [`  it also ${left.join(', ')}`] : []),
    ...(unread > 0 ? [`  contents of ${counted(unread, 'file')} were not read`] : []),
  ];
}

/** Lists what one rule found: lines, and files of which no line is known. */
function reasonLines({ says, files, places = [] }: ResultRisk['reasons'][number], limit: number): string[] {
  const lines = places.map(({ path, line, old, text: code, was }) => {
    const at = `${words(path)}:${line}${old ? ' (before)' : ''}`;
    const before = was === undefined ? '' : `, before: ${quoted(was, LONGEST.code)}`;
    return `  ${at}: it ${says}${code === undefined ? '' : `: ${quoted(code, LONGEST.code)}${before}`}`;
  });
  const known = new Set(places.map(({ path }) => path));
  const others = files.filter((path) => !known.has(path));
  const most = others.length - SHOWN.places;
  const named = `${listedFiles(others.slice(0, SHOWN.places))}${most > 0 ? ` and ${most} more` : ''}`;
  const atLeast = places.length === MOST_PLACES ? 'at least ' : '';
  return [
    ...first(lines, limit, (left) => `  and ${atLeast}${counted(left, 'more line')} like that`),
    ...(others.length > 0 ? [`  ${named}: it ${says}`] : []),
    ...(files.length === 0 ? [`  it ${says}`] : []),
  ];
}
