import { counted } from '../../../base/amounts.ts';
import { SHORT_FLAGS } from '../../../commands/short-flags.ts';
import { callOf, inputOf } from '../../../domain/calls/door.ts';
import { PRIORITY_WORDS } from '../../../domain/fields/words.ts';
import { FIELD_WORDS, STATUS_WORDS } from '../../../domain/fields/words-elsewhere.ts';
import { rowNamed } from '../machine/table.ts';
import { FLAGS } from '../words/flag-spellings.ts';
import { LINES, NOUNS, OF_RUN, SUGGESTIONS } from '../words/spellings.ts';

/** A word or the beginning of a line that people know from other programs, with Backlog's. */
interface Known {
  said: string;
  ours: string;
}

/** Maximum number of rows in an answer. */
const MOST = 40;

/** Returns what Backlog has for words of other programs, from the tables that the command line uses. */
export function wordsAnswer(asked: string): { rows: Known[]; text: string } {
  const said = asked.toLowerCase().split(/\s+/).filter(Boolean);
  // A noun that Backlog omits is in no row.
  const isOmitted = said.length > 1 && (said[0] === 'task' || NOUNS[said[0]!] === '');
  const words = isOmitted ? said.slice(1) : said;
  const isAsked = ({ said }: Known) => {
    const own = said.toLowerCase().split(/[\s:]+/);
    return words.every((word) => own.some((one) => one.replace(/^-+/, '') === word.replace(/^-+/, '')));
  };
  const rows = words.length === 0 ? [] : known().filter(isAsked);
  const width = Math.max(0, ...rows.slice(0, MOST).map(({ said }) => said.length));
  const lines = rows.slice(0, MOST).map(({ said, ours }) => `${said.padEnd(width)}  ${ours}`);
  if (rows.length > MOST) lines.push(`… and ${counted(rows.length - MOST, 'more row')}. Name two words of the line.`);
  if (rows.length > 0) return { rows, text: lines.join('\n') };
  const none = words.length === 0 ? 'Name a word of another program' : `No program in the table has "${asked}"`;
  return { rows, text: `${none}: \`backlog words ready\`. Its own commands: \`backlog help --all\`` };
}

/** All rows of the tables. `ID` is a task, `VALUE` another word. */
function known(): Known[] {
  return [
    ...Object.entries(LINES).map(([said, line]) => ({ said, ours: withPlaces(line) })),
    ...Object.entries(OF_RUN).map(([said, line]) => ({ said: `${said} (beside a run)`, ours: withPlaces(line) })),
    ...SUGGESTIONS.map(({ said, line, beside }) => ({
      said: beside ? `${said} (beside a ${beside})` : said,
      ours: withPlaces(line),
    })),
    ...Object.entries(SHORT_FLAGS).map(([letter, name]) => ({ said: `-${letter}`, ours: inputOf('cli', name) })),
    ...Object.entries(FLAGS).flatMap(([flag, of]) => Object.entries(of).map((row) => flagRow(flag, row))),
    ...Object.entries(FIELD_WORDS).map(([name, field]) => ({ said: `${name}:`, ours: `the field ${field}` })),
    ...Object.entries(STATUS_WORDS).map(([name, { term }]) => ({ said: `status: ${name}`, ours: term })),
    ...Object.entries(PRIORITY_WORDS).map(([name, ours]) => ({ said: `priority: ${name}`, ours: `priority:${ours}` })),
  ];
}

function withPlaces(line: string): string {
  return line
    .replaceAll('$1', 'ID')
    .replace(/\$2(?::\w+)?/g, 'VALUE')
    .replace('"…"', 'TEXT');
}

function flagRow(flag: string, [command, line]: [string, string]): Known {
  const where = command === '*' ? 'every command' : callOf('cli', rowNamed(command)!.name).replace(/^backlog /, '');
  return {
    said: `${inputOf('cli', flag)} (in ${where})`,
    ours: line === '' ? 'ignored' : line.replace(/\$(?::\w+)?/, 'VALUE'),
  };
}
