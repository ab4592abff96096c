import { ATTACHMENT_LIMITS } from '../../domain/kinds/attachment.ts';
import { CLAIM_LENGTH, USUAL_CLAIM } from '../claim/claim-length.ts';
import { NAME_OF_QUEUE, QUEUE_NAME } from '../queues/name.ts';
import { ALL_CHECKS, NO_CHECKS } from './check-settings.ts';
import { ACROSS_WORKTREES, OUTSIDE_SCOPE } from './edit-settings.ts';
import type { DeclaredSetting } from './setting-row.ts';

/** Settings of the queue itself: claims, tasks, checks, repositories. */
export const QUEUE_SETTINGS: readonly DeclaredSetting[] = [
  ACROSS_WORKTREES,
  OUTSIDE_SCOPE,
  {
    name: USUAL_CLAIM,
    inFile: 'free',
    means:
      "How long a person's claim lasts without --for: a duration such as 2h, or released. Without it, the claim lasts until its terminal, script or server ends.",
    text: { fits: CLAIM_LENGTH, expected: 'a duration such as 90min, 2h or 3d, or released' },
  },
  {
    name: 'purge.agents',
    terminal: true,
    means: 'Allow agents to purge deleted tasks.',
    values: [false, true],
    fallback: false,
  },
  {
    name: 'attachments.megabytes',
    inFile: 'free',
    means:
      'Maximum size of one attachment, in MB. Attachments count towards the size of the queue and of every backup.',
    values: { least: 1, most: ATTACHMENT_LIMITS.megabytes.most, whole: true },
    fallback: ATTACHMENT_LIMITS.megabytes.fallback,
  },
  {
    name: 'archive.after',
    means: 'Days after which Backlog archives closed tasks automatically. 0 turns this off.',
    values: { least: 0, most: 36_500, whole: true },
    fallback: 0,
  },
  {
    name: 'checks.<name>',
    inFile: 'agreed',
    terminal: true,
    word: {
      fits: new RegExp(`^(?!(?:${ALL_CHECKS}|${NO_CHECKS})$)`),
      expected: `a name other than ${ALL_CHECKS} and ${NO_CHECKS}`,
    },
    means:
      'Command that every result must pass, unless runs.checks or runs.checks.<name> limits it. Tasks can name it in their field checks. An empty text removes the check.',
  },
  {
    name: 'commands.<name>',
    inFile: 'agreed',
    terminal: true,
    means:
      'Command that acceptance criteria may run (--by), if a criterion has exactly this text. Backlog sets it when you add the criterion at a terminal. An empty text forbids the command.',
  },
  {
    name: QUEUE_NAME,
    means: "The queue's name, for the board and for -w. Without it, the name of its first repository.",
    text: { fits: NAME_OF_QUEUE, expected: 'a name of letters, digits and . _ -, at most 60' },
  },
  {
    name: 'repo.remote',
    inFile: 'agreed',
    terminal: true,
    means:
      'Remote of `repo fetch` and `repo push`, which transfer the target branch when you call them. Empty: both are refused.',
  },
  {
    name: 'repo.agents',
    terminal: true,
    means: 'Allow agents to call `repo fetch` and `repo push`.',
    values: [false, true],
    fallback: false,
  },
];
