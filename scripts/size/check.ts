import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Budget, measured } from './measure.ts';

export const BUDGET = 'scripts/size/budget.json';
export const DECISIONS = 'docs/contribute/decisions/size.md';

/** Units of the figures. */
const UNITS: Readonly<Record<string, string>> = { code: 'code lines', files: 'files', lines: 'lines', words: 'words' };

/**
 * Compares the size of each room with its budget, and the budget with the one of the last commit that had another.
 * @returns a sentence for each figure that is too high, and the rooms below their budget
 */
export function compared(root: string): { problems: string[]; smaller: string[] } {
  const [figures, budget, decisions] = [measured(root), budgetOf(root), read(root, DECISIONS)];
  const over = above(figures, budget).map(
    ({ room, kind, is, limit }) =>
      `${room} has ${is} ${UNITS[kind]}, and ${limit === undefined ? 'no budget' : `its budget is ${limit}`}`,
  );
  const raised = raises(root, budget)
    .filter((rise) => !decisions.includes(told(rise)))
    .map((rise) => `the budget of ${rise.room} rose, and ${DECISIONS} has no row with ${told(rise)}`);
  return { problems: [...over, ...raised], smaller: [...new Set(above(budget, figures).map(({ room }) => room))] };
}

/**
 * Lowers the budget to the size of the tree. With a reason, it also raises it, and adds a row to the decisions. A room
 * without a budget gets one.
 */
export function writeBudget(root: string, because?: string): void {
  const figures = because === undefined ? measured(root) : explained(root, because);
  const budget = budgetOf(root);
  const figureOf = (room: string, kind: string, is: number) =>
    because === undefined ? Math.min(is, budget[room]?.[kind] ?? is) : is;
  const written = Object.entries(figures).map(([room, kinds]) => [
    room,
    Object.fromEntries(Object.entries(kinds).map(([kind, is]) => [kind, figureOf(room, kind, is)])),
  ]);
  writeFileSync(join(root, BUDGET), textOf(Object.fromEntries(written)));
}

/** Adds a row with what rose to the decisions, whose words count, too. @returns the size of the tree with it */
function explained(root: string, because: string): Budget {
  const page = read(root, DECISIONS);
  let figures = measured(root);
  const rowOf = () => raises(root, figures).map(told).join(', ');
  for (let row = rowOf(), last = ''; row !== last; last = row, row = rowOf()) {
    writeFileSync(join(root, DECISIONS), `${page}| ${row} | ${because} |\n`);
    figures = measured(root);
  }
  return figures;
}

interface Excess {
  room: string;
  kind: string;
  is: number;
  limit: number | undefined;
}

/** Returns the figures that are above the limits. */
function above(figures: Budget, limits: Budget): Excess[] {
  return Object.entries(figures).flatMap(([room, kinds]) =>
    Object.entries(kinds)
      .map(([kind, is]) => ({ room, kind, is, limit: limits[room]?.[kind] }))
      .filter(({ is, limit }) => is > (limit ?? 0)),
  );
}

const textOf = (budget: Budget) => `${JSON.stringify(budget, undefined, 2)}\n`;

/** Returns the figures above those of the budget before: of the last commit whose budget has others. */
function raises(root: string, figures: Budget): Excess[] {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' });
  const commits = git('log', '--format=%H', '-2', '--', BUDGET).split('\n').filter(Boolean);
  const budgets = commits.map((commit): Budget => JSON.parse(git('show', `${commit}:${BUDGET}`)));
  const before = budgets.find((budget) => textOf(budget) !== textOf(figures));
  return before === undefined ? [] : above(figures, before);
}

/** Returns the words that allow a figure: `src/runs` 30,112 code lines. */
const told = ({ room, kind, is }: Excess) => `\`${room}\` ${is.toLocaleString('en')} ${UNITS[kind]}`;

const budgetOf = (root: string): Budget => JSON.parse(read(root, BUDGET) || '{}');

function read(root: string, name: string): string {
  const path = join(root, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
