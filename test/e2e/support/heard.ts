/** Events of the plugin's hooks that one session without a terminal has. test/e2e/server-hooks.test.ts plays them. */
export const HEARD = [
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'TaskCreated',
  'TaskCompleted',
  'SubagentStart',
  'SubagentStop',
  'Stop',
] as const;

/** Events that such a session doesn't have, or that a process of its own answers, each with the file that tests it. */
export const HEARD_ELSEWHERE: Readonly<Record<string, string>> = {
  SessionStart: 'test/e2e/session.test.ts',
  SessionEnd: 'test/e2e/session.test.ts',
  // Only the failure of a request to the model.
  StopFailure: 'test/interfaces/hooks/agents.test.ts',
  // Without a terminal, clients launch a subagent instead of a teammate.
  TeammateIdle: 'test/e2e/teammates.test.ts',
};
