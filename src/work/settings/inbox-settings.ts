import type { DeclaredSetting } from './setting-row.ts';

/** The setting with the maximum number of open proposals. */
export const INBOX_MOST = 'inbox.most';

/** The setting with the filter by which proposals become tasks without a person. */
export const INBOX_ACCEPT = 'inbox.accept';

/** The setting with the filter by which proposals are rejected without a person. */
export const INBOX_REJECT = 'inbox.reject';

/** Prefix of the settings that contain passes. Files in `.backlog/passes` set them, too. */
export const PASSES = 'passes.';

/** Matches the name of a pass, which is also the name of its file. */
export const PASS_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** The rows of {@link SETTINGS} about the inbox, and about passes that fill it. */
export const INBOX_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: INBOX_MOST,
    inFile: 'free',
    means: 'Maximum number of open proposals in the inbox. At this number, `inbox add` refuses further ones.',
    values: { least: 1, most: 2_000, whole: true },
    fallback: 200,
  },
  {
    name: INBOX_ACCEPT,
    terminal: true,
    means:
      'Filter of proposals that become tasks at once, such as type:chore. It tests the task that a proposal would become. The orchestrator starts none of them before a person accepts the task. Empty: a person decides about every proposal.',
  },
  {
    name: INBOX_REJECT,
    terminal: true,
    means:
      'Filter of proposals that are rejected at once, such as scope:vendor. It tests the task that a proposal would become, before `inbox.accept`. Empty: only people reject.',
  },
  {
    name: 'inbox.agents',
    terminal: true,
    means: 'Allow agents to accept, merge and reject proposals of the inbox.',
    values: [false, true],
    fallback: false,
  },
  {
    name: `${PASSES}<name>`,
    inFile: 'agreed',
    terminal: true,
    word: { fits: PASS_NAME, expected: 'a name of small letters, digits, - and _' },
    means:
      'A pass, which finds work and fills the inbox: the text of .backlog/passes/<name>.md. Its program runs in a copy of the target branch. An empty text removes the pass.',
  },
];
