/** A coding agent that runs shell commands. Its environment variables tell a program that the agent started it. */
export interface AgentClient {
  /** The agent's name in authors: `ai:<name>`. */
  name: string;
  /** Variables that the agent sets in every shell. They count with any value, also an empty one. */
  marks: readonly string[];
  /** Variables with the id of the session or thread. The first one with a value counts. */
  session?: readonly string[];
}

/**
 * Known agents. The first one whose variables are set becomes the author. Agents that run in another agent's shell come
 * before agents with general variables. The list omits variables that are also set in a person's terminal in an editor
 * (CURSOR_TRACE_ID), and configuration (CODEX_HOME, COPILOT_GITHUB_TOKEN).
 * Sources: Claude Code and Codex by observing their child processes; GEMINI_CLI: geminicli.com/docs/tools/shell;
 * CURSOR_AGENT: forum.cursor.com/t/132427; OPENCODE and AGENT: opencode's packages/opencode/src/index.ts; COPILOT_CLI:
 * the changelog of github/copilot-cli, COPILOT_AGENT: microsoft/vscode#316267; AMP_CURRENT_THREAD_ID and AGENT=amp:
 * Amp's manual; GOOSE_TERMINAL: block/goose#7017; AI_AGENT: the convention of vercel/detect-agent.
 */
export const AGENT_CLIENTS: readonly AgentClient[] = [
  {
    name: 'codex',
    marks: ['CODEX_THREAD_ID', 'CODEX_SESSION_ID', 'CODEX_SANDBOX', 'CODEX_CI'],
    session: ['CODEX_THREAD_ID', 'CODEX_SESSION_ID'],
  },
  { name: 'gemini-cli', marks: ['GEMINI_CLI'], session: ['GEMINI_SESSION_ID'] },
  { name: 'cursor', marks: ['CURSOR_AGENT'], session: ['CURSOR_CONVERSATION_ID', 'CURSOR_SESSION_ID'] },
  { name: 'opencode', marks: ['OPENCODE'], session: ['OPENCODE_SESSION_ID'] },
  {
    name: 'copilot',
    marks: ['COPILOT_CLI', 'COPILOT_AGENT', 'COPILOT_AGENT_SESSION_ID'],
    session: ['COPILOT_AGENT_SESSION_ID'],
  },
  { name: 'amp', marks: ['AMP_CURRENT_THREAD_ID', 'AMP_THREAD_URL'], session: ['AMP_CURRENT_THREAD_ID'] },
  { name: 'goose', marks: ['GOOSE_TERMINAL'] },
  { name: 'claude-code', marks: ['CLAUDECODE', 'CLAUDE_CODE_SESSION_ID'], session: ['CLAUDE_CODE_SESSION_ID'] },
  { name: 'agent', marks: ['AI_AGENT', 'AGENT'] },
];
