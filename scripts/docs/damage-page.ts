import { type Kind, LOST, NEXT } from '../../test/store/damage/kind.ts';
import { KINDS } from '../../test/store/damage/table.ts';
import { table } from './markdown.ts';

const INTRO = `Find out what happened to the files of a queue, what is lost, and what to do. Type \`backlog doctor\` first. It prints the damaged file, what is lost and the next command, and changes nothing.

- \`backlog doctor --fix\` makes the repairs that lose nothing.
- \`backlog doctor --salvage\` asks you, then goes on without the lost changes. It keeps their files in \`damaged/\`.

A refused call prints the file and the next command, too: on the command line, over MCP, on the board and in hooks.`;

const NOTES = `- If reading works up to the damage, every screen has a line about it.
- A change before a checkpoint is part of the history only. \`backlog history\` and \`backlog undo\` need it, the tasks don't. A salvage has nothing to give up there.
- An older copy of the folder reads as a shorter queue. If \`last/\` is still that of the newer queue, writing is refused.
- Without \`.git/backlog\`, hooks let edits and commits pass, because they find no claims.`;

/** Generates the page about damage of a queue. */
export function damagePage(): string {
  const rows = Object.entries(KINDS).map(([name, kind]) => [
    name,
    LOST[kind.lost].words,
    worksIn(kind),
    NEXT[kind.next].words,
  ]);
  return [
    '# Damage of a queue',
    MADE,
    INTRO,
    table(['damage', 'lost', 'what works until then', 'do'], rows),
    '## Notes',
    NOTES,
  ]
    .join('\n\n')
    .concat('\n');
}

const MADE =
  '<!-- made by npm run docs from the table of the tests (test/store/damage/table.ts), which play each row; change that -->';

/** Says what can be read and written until the damage is repaired. */
function worksIn({ shows = 'nothing', refuses = [], answers = [], writes }: Kind): string {
  const passes = answers.includes('git commit') ? '; hooks let edits and commits pass' : '';
  if (shows === 'nothing') return `no reading, no writing${passes}`;
  const reads = shows === 'all' ? 'reading' : 'reading up to the damage';
  const except = refuses.map((door) => `\`${door}\``).join(', ');
  const writing = shows === 'all' && writes !== false ? ' and writing' : '';
  return `${reads}${writing}${except && `, except ${except}`}${writing ? '' : '; no writing'}`;
}
