/** A command to read with, and its input. */
export type SkillRead = readonly [command: string, input?: Readonly<Record<string, unknown>>];

const STATUS: SkillRead = ['backlog_status'];
const GOALS: SkillRead = ['goal_list'];

/** What each skill reads first. In Claude Code, its prompt has the answers, so that its model needs no tool for them. */
export const SKILL_READS: Readonly<Record<string, readonly SkillRead[]>> = {
  bet: [GOALS],
  checkin: [['goal_health'], GOALS],
  handoff: [STATUS, ['claim_list']],
  implement: [STATUS, ['task_next', { peek: true }]],
  plan: [STATUS],
  refine: [STATUS],
  review: [['run_list', { state: 'review' }], ['run_list']],
  run: [['run_list'], STATUS],
  spec: [['task_list', { filter: '+READY -DOC limit:5' }]],
  standup: [['report_standup']],
  tasks: [STATUS],
  vision: [GOALS, STATUS],
  why: [GOALS],
};

/** Matches the line of a skill that puts the queue's state into its prompt. */
const STATE_LINE = /^!`backlog skill (\w+) .*$/m;

/** Returns a skill's text for a client that runs no command for it: the model makes the calls. */
export function withReads(text: string): string {
  return text.replace(STATE_LINE, (_, name: string) => {
    const calls = (SKILL_READS[name] ?? [STATUS]).map(
      ([command, input]) => `\`${command}\`${input === undefined ? '' : ` with \`${JSON.stringify(input)}\``}`,
    );
    return `First read the state, which the steps name as "above": ${calls.join(', ')}. A tool that you lack is a command: \`backlog goal_list\`.`;
  });
}
