/**
 * The client's edit tools by name. The value is the input field with the path that the tool writes. The client ignores
 * other path fields.
 */
export const EDIT_TOOLS: Readonly<Record<string, 'file_path' | 'notebook_path'>> = {
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};

/** The prefix that this plugin's tools have in the client. */
export const OWN_PREFIX = 'mcp__plugin_backlog_tasks__';
