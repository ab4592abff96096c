import { COMMANDS, type Command } from '../../src/commands/index.ts';

export interface Noun {
  title: string;
  about: string;
  /** Names of the commands. A name that ends with `_` means all commands with this beginning. */
  has: readonly string[];
}

/** The pages about commands. A command is on the page with the longest matching name. */
export const NOUNS: Readonly<Record<string, Noun>> = {
  task: { title: 'Tasks', about: 'Add, list, change, start and complete tasks.', has: ['task_'] },
  doc: { title: 'Documents', about: 'Write and read the documents of tasks and of the queue.', has: ['task_doc_'] },
  attachment: { title: 'Attachments', about: 'Keep files with a task.', has: ['attachment_'] },
  archive: {
    title: 'Archive and purge',
    about: 'Archive closed tasks, and destroy deleted ones.',
    has: ['task_archive', 'task_archive_', 'task_purge'],
  },
  history: {
    title: 'History and undo',
    about: 'List the changes of the queue, and undo them.',
    has: ['task_history', 'task_undo', 'task_redo'],
  },
  report: { title: 'Reports', about: 'Summarize the queue.', has: ['report_'] },
  filter: {
    title: 'Filters and saved filters',
    about: 'Explain, complete and save filters.',
    has: ['filter_', 'view_', 'date_eval', 'urgency_eval'],
  },
  claim: { title: 'Claims', about: 'List, acquire and release claims.', has: ['claim_'] },
  run: {
    title: 'Runs',
    about: 'Start runs, read their results and decide about them.',
    has: ['run_', 'worktree_', 'usage'],
  },
  review: { title: 'Review comments', about: 'Comment on the diff of a run.', has: ['review_'] },
  orchestrator: {
    title: 'Orchestrator',
    about: 'Start runs automatically, and see which task starts when.',
    has: ['orchestrator', 'orchestrator_'],
  },
  agent: { title: 'Agents', about: 'Define the agents that runs are given to.', has: ['agent_'] },
  repo: { title: 'Repositories', about: 'Share one queue among several repositories.', has: ['repo_'] },
  'git-hook': { title: 'Pre-commit hook', about: 'Reject commits of claimed files.', has: ['git_hook_'] },
  setting: { title: 'Settings', about: 'List and change settings.', has: ['setting_'] },
  queue: {
    title: 'The queue as a whole',
    about: 'Show, create, back up, restore and verify the queue.',
    has: ['backlog_', 'doctor', 'whoami'],
  },
};

/** Returns the name of the page about a command. */
export function pageOfCommand(command: string): string {
  const [[found] = []] = Object.entries(NOUNS)
    .flatMap(([noun, { has }]) => has.map((name) => [noun, name] as const))
    .filter(([, name]) => (name.endsWith('_') ? command.startsWith(name) : command === name))
    .sort(([, a], [, b]) => b.length - a.length);
  if (found === undefined) throw new Error(`no page has the command ${command}`);
  return found;
}

export function commandsOn(noun: string): readonly Command[] {
  return COMMANDS.filter(({ name }) => pageOfCommand(name) === noun);
}
