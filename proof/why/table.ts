import { TRAPS } from './scenario.ts';
import type { Played } from './trial.ts';

const HEAD = [
  'agent',
  'goals',
  'trap',
  'tasks',
  'fell in',
  'scope check',
  'last message',
  'judge',
  'unseen',
  'prompt bytes',
];

/** Formats the results as a Markdown table: one row per agent, queue and trap, and one for all traps. */
export function trialTable(played: readonly Played[]): string {
  const arms = [...new Set(played.map(({ arm }) => arm))];
  const rows = arms.flatMap((arm) => {
    const own = played.filter((one) => one.arm === arm);
    return [...TRAPS, 'all'].map((trap) =>
      rowOf(
        own.filter((one) => trap === 'all' || one.trap === trap),
        trap,
      ),
    );
  });
  const lines = [HEAD, HEAD.map((_, i) => (i < 3 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(all: readonly Played[], trap: string): (string | number)[] {
  const ended = all.filter(({ failed }) => failed === undefined);
  const fell = ended.filter((one) => one.fell);
  const count = (test: (one: Played) => boolean) => fell.filter(test).length;
  const { agent, goals } = all[0]?.arm ?? { agent: '', goals: false };
  const bytes = ended.reduce((sum, { prompt }) => sum + prompt, 0);
  const failures = all.length - ended.length;
  return [
    agent,
    goals ? 'yes' : 'no',
    trap,
    failures > 0 ? `${ended.length} (${failures} failed)` : ended.length,
    fell.length,
    count(({ scope }) => scope),
    count(({ admitted }) => admitted),
    count(({ judged }) => judged),
    count(({ scope, admitted, judged }) => !scope && !admitted && !judged),
    ended.length > 0 ? Math.round(bytes / ended.length) : '–',
  ];
}
