import { COMMANDS, type Command } from '../../src/commands/index.ts';
import { pageOfCommand } from '../../src/interfaces/cli/help/overview.ts';

export interface Noun {
  title: string;
  about: string;
}

/** The pages of commands, with their titles. */
export const NOUNS: Readonly<Record<string, Noun>> = {
  task: { title: 'Tasks', about: 'Add, list, change, start and complete tasks.' },
  doc: { title: 'Documents', about: 'Write and read the documents of tasks and of the queue.' },
  attachment: { title: 'Attachments', about: 'Keep files with a task.' },
  archive: {
    title: 'Archive and purge',
    about: 'Archive closed tasks, and destroy deleted ones.',
  },
  history: {
    title: 'History and undo',
    about: 'List the changes of the queue, and undo them.',
  },
  report: { title: 'Reports', about: 'Summarize the queue.' },
  filter: {
    title: 'Filters and saved filters',
    about: 'Explain, complete and save filters.',
  },
  goal: { title: 'Goals', about: 'Say why tasks exist: goals, and the records above them.' },
  inbox: {
    title: 'Inbox',
    about: 'Collect proposals, decide about them, and run passes that look for work.',
  },
  claim: { title: 'Claims', about: 'List, acquire and release claims.' },
  run: {
    title: 'Runs',
    about: 'Start runs, read their results and decide about them.',
  },
  review: { title: 'Review comments', about: 'Comment on the diff of a run.' },
  orchestrator: {
    title: 'Orchestrator',
    about: 'Start runs automatically, and see which task starts when.',
  },
  agent: { title: 'Agents', about: 'Define the agents that runs are given to.' },
  repo: { title: 'Repositories', about: 'Share one queue among several repositories.' },
  source: { title: 'Sources', about: 'Keep issues of GitHub and Jira, and files, in step with tasks.' },
  webhook: { title: 'Webhooks', about: 'Send events of the queue to other programs.' },
  'git-hook': { title: 'Pre-commit hook', about: 'Reject commits of claimed files.' },
  setting: { title: 'Settings', about: 'List and change settings.' },
  config: { title: 'Config file', about: 'Create, check and agree to the settings in a repository.' },
  queue: {
    title: 'The queue as a whole',
    about: 'Show, create, back up, restore and verify the queue.',
  },
};

export function commandsOn(noun: string): readonly Command[] {
  return COMMANDS.filter((command) => pageOfCommand(command) === noun);
}
