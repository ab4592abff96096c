import { suggestion } from '../complaints.ts';
import { type DateRefusal, dateRefusal } from '../outcome.ts';

const LETTER: Readonly<Record<string, string>> = { day: 'd', week: 'w', month: 'm', quarter: 'q', year: 'y' };

interface Vague {
  shape: RegExp;
  message: string;
  expected: string;
  nearest?: (match: RegExpExecArray) => string;
}

/** English phrases for which chrono-node would guess a missing day or hour. */
const VAGUE: readonly Vague[] = [
  {
    shape:
      /^(?:the\s+)?(end|start|beginning) of (?:the |this )?(next |last |previous )?(day|week|month|quarter|year)$/i,
    message: 'is written with a short name',
    expected:
      'eod, eow, eom, eoq, eoy or sod, sow, som, soq, soy; with n for the next (eonw) and p for the previous (eopw)',
    nearest: (match) => `${/end/i.test(match[1]!) ? 'eo' : 'so'}${turn(match[2])}${LETTER[match[3]!.toLowerCase()]}`,
  },
  {
    shape: /^(this|next|last|past|previous|coming) (week|month|quarter|year)\b/i,
    message: 'is not a specific date',
    expected: 'a day, as in "friday next week", or the start or end of it: sonw, eonw, sonm, eonm',
    nearest: (match) => `so${turn(match[1])}${LETTER[match[2]!.toLowerCase()]}`,
  },
  {
    shape: /\bweekend\b/i,
    message: 'is two days',
    expected: 'saturday or sunday',
    nearest: () => 'saturday',
  },
  { shape: /\b(few|several|some)\b/i, message: 'contains no number', expected: 'a number, as in "in 3 days"' },
];

/** Refuses a text that gives no specific date, number or moment. */
export function refuseVague(text: string): DateRefusal | undefined {
  for (const { shape, message, expected, nearest } of VAGUE) {
    const match = shape.exec(text.replace(/\s+/g, ' '));
    if (match) return dateRefusal(`"${text}" ${message}`, expected, { offset: 0, ...suggestion(nearest?.(match)) });
  }
  return undefined;
}

function turn(word: string | undefined): string {
  if (!word || /this/i.test(word)) return '';
  return /next|coming/i.test(word) ? 'n' : 'p';
}
