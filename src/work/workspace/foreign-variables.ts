import type { WorkspaceFinding } from './finding.ts';

interface ForeignVariable {
  name: string;
  /** The program that reads the variable. Without it, no program does, and people expect it of Backlog. */
  of?: string;
  /** The setting of Backlog for the same purpose, as the end of a sentence. */
  ours: string;
}

const FOLDER = "BACKLOG_DIR names the queue's folder or server";
const AUTHOR = '`--as KIND:NAME` names the author of a change';
export const PER_REPOSITORY = 'each git repository has a queue of its own; BACKLOG_DIR names another one';

/** Variables of other task programs, and invented ones, for what Backlog takes from a flag or variable of its own. */
const FOREIGN: readonly ForeignVariable[] = [
  { name: 'TASKDATA', of: 'Taskwarrior', ours: FOLDER },
  { name: 'TASKRC', of: 'Taskwarrior', ours: '`backlog setting list` shows the settings' },
  { name: 'TASKDATA_ROOT', of: 'backloghq/backlog', ours: PER_REPOSITORY },
  { name: 'BEADS_DIR', of: 'beads', ours: FOLDER },
  { name: 'BEADS_DB', of: 'beads', ours: FOLDER },
  { name: 'BACKLOG_DB', of: 'mazen160/backlog', ours: FOLDER },
  { name: 'BACKLOG_BACKEND', of: 'backloghq/backlog', ours: 'BACKLOG_DIR can be an address of PostgreSQL or S3' },
  { name: 'BACKLOG_NAMESPACE', of: 'backloghq/backlog', ours: PER_REPOSITORY },
  { name: 'BACKLOG_AUTO_NAMESPACE', of: 'backloghq/backlog', ours: PER_REPOSITORY },
  { name: 'BACKLOG_AGENT_ID', of: 'backloghq/backlog', ours: AUTHOR },
  ...['BACKLOG_AS', 'BACKLOG_ACTOR', 'BACKLOG_USER', 'BACKLOG_NAME'].map((name) => ({ name, ours: AUTHOR })),
  ...['BACKLOG_QUEUE', 'BACKLOG_WORKSPACE'].map((name) => ({ name, ours: '`-w NAME` chooses the queue' })),
  { name: 'BACKLOG_PROJECT_DIR', of: 'osmove/backlog', ours: '`--cwd FOLDER` chooses the repository' },
];

const setIn = (env: NodeJS.ProcessEnv) => FOREIGN.filter(({ name }) => (env[name] ?? '') !== '');

const findingOf = ({ name, of, ours }: ForeignVariable): WorkspaceFinding => ({
  problem: `${name} is ${of === undefined ? 'no variable of Backlog' : `a variable of ${of}`} and has no effect here`,
  advice: `In Backlog, ${ours}.`,
});

/** Lists the variables of other programs that are set. They have no effect here. */
export function foreignVariables(env: NodeJS.ProcessEnv): WorkspaceFinding[] {
  return setIn(env).map(findingOf);
}

/**
 * Returns the lines for a caller whose variables have no effect. A variable that begins with BACKLOG_ is meant for a
 * program of this name; the others matter only while the queue is missing, because their own program may use them.
 */
export function foreignVariableLines(env: NodeJS.ProcessEnv, hasQueue: () => boolean): string[] {
  return setIn(env)
    .filter(({ name }) => name.startsWith('BACKLOG_') || !hasQueue())
    .map(findingOf)
    .map(({ problem, advice }) => `${problem}. ${advice}`);
}
