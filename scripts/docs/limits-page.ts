import { DOC_BYTES } from '../../src/commands/doc/write.ts';
import { IMPORT_ROWS } from '../../src/commands/task/exchange/import.ts';
import { TASK_LIMITS } from '../../src/domain/fields/words.ts';
import { ATTACHMENT_LIMITS } from '../../src/domain/kinds/attachment.ts';
import { BRIEF_CHARS } from '../../src/interfaces/hooks/session/orientation.ts';
import { GIVEN_LIMITS, GIVEN_ROWS } from '../../src/sources/reading/given-limits.ts';
import { SUMMARY_BYTES } from '../../src/text/status.ts';
import { CAPABILITIES } from './capabilities.ts';
import { GENERATED, table } from './markdown.ts';

const MB = 1_048_576;
const counted = (count: number) => count.toLocaleString('en');

/** Generates the page about limits. */
export function limitsPage(): string {
  return ['# Limits', GENERATED, sizes(), '## Machines and people', capabilities(), PLACES].join('\n\n').concat('\n');
}

function sizes(): string {
  const { fileBytes, files } = GIVEN_LIMITS;
  const { megabytes } = ATTACHMENT_LIMITS;
  return table(
    ['what', 'limit'],
    [
      ['description of a task', `${counted(TASK_LIMITS.description)} characters, one line`],
      ['note', `${counted(TASK_LIMITS.annotation)} characters`],
      ['tags of a task', `${counted(TASK_LIMITS.tags)}, of ${counted(TASK_LIMITS.tag)} characters each`],
      ['tasks that a task depends on', counted(TASK_LIMITS.depends)],
      ['scope of a task', `${counted(TASK_LIMITS.scope)} globs, of ${counted(TASK_LIMITS.glob)} characters each`],
      [
        'acceptance criteria of a task',
        `${counted(TASK_LIMITS.acceptance)}, of ${counted(TASK_LIMITS.criterion)} characters each`,
      ],
      ['checks of a task', counted(TASK_LIMITS.checks)],
      ['document', `${counted(DOC_BYTES / MB)} MB a version`],
      ['attachment', `${megabytes.fallback} MB; \`attachments.megabytes\` allows up to ${megabytes.most}`],
      [
        'import',
        `${counted(fileBytes / MB)} MB a file; ${counted(files)} files a folder; ${counted(GIVEN_ROWS)} rows; ${counted(IMPORT_ROWS)} rows as an argument of \`task_import\``,
      ],
      ['body of an HTTP call', '8 MB; imports, filters over files and attachments have larger limits of their own'],
      [
        'summary that a session gets at its start',
        `${counted(SUMMARY_BYTES)} bytes, then at most ${counted(BRIEF_CHARS)} characters about tasks that it has claimed`,
      ],
    ],
  );
}

/** The rows of what works beyond one person on one machine, each with a link to its page. */
function capabilities(): string {
  return table(
    ['what works', 'where it ends'],
    CAPABILITIES.map(({ what, limit, page }) => [
      `[${what}](${page.replace(/^docs\/(explanation\/)?/, (_, own) => (own ? '' : '../'))})`,
      limit,
    ]),
  );
}

const PLACES = `## Disks and systems

- **Network file systems.** Keep \`~/.backlog\` on a local disk. Atomic creation of files is not reliable on NFS and SMB. See [Supported platforms](../reference/platforms.md#disks).
- **Windows.** Use WSL 2, with the repository on its own disk.
- **Size.** \`npm run bench\` measures 10,000 and 100,000 open tasks. Archive closed tasks when commands get slow: \`backlog archive\`.
- **Several queues.** \`--unreviewed-in all-queues\` reads the other queues just before a start. Orchestrators of several queues that start at one instant can exceed it by one result each.`;
