/** The parts of the Messages API that the scripted model reads and writes. */

export interface TextBlock {
  type: 'text';
  text: string;
}
export interface ToolUseBlock {
  type: 'tool_use';
  id: string;
  name: string;
  input: Record<string, unknown>;
}
export interface ToolResultBlock {
  type: 'tool_result';
  tool_use_id: string;
  content?: string | TextBlock[];
  is_error?: boolean;
}
export type Block = TextBlock | ToolUseBlock | ToolResultBlock;

export interface Message {
  role: 'user' | 'assistant' | 'system';
  content: string | Block[];
}

/** The body of `POST /v1/messages`. */
export interface MessagesBody {
  model: string;
  system?: string | TextBlock[];
  messages: Message[];
  tools?: { name: string; description?: string; input_schema?: unknown }[];
}

/** What came back from a tool, as the model reads it. */
export interface ToolResult {
  tool: string;
  input: Record<string, unknown>;
  text: string;
  isError: boolean;
}

export function blocksOf(content: string | Block[] | undefined): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
}

/** All text of some content, tool results included. */
export function textOf(content: string | Block[] | undefined): string {
  return blocksOf(content).map(blockText).join('\n');
}

/** The tool results in order, each with the call it answers. */
export function toolResults(messages: Message[]): ToolResult[] {
  const calls = new Map<string, ToolUseBlock>();
  const results: ToolResult[] = [];
  for (const block of messages.flatMap((message) => blocksOf(message.content))) {
    if (block.type === 'tool_use') calls.set(block.id, block);
    if (block.type !== 'tool_result') continue;
    const call = calls.get(block.tool_use_id);
    results.push({
      tool: call?.name ?? '',
      input: call?.input ?? {},
      text: textOf(block.content),
      isError: block.is_error === true,
    });
  }
  return results;
}

function blockText(block: Block): string {
  if (block.type === 'text') return block.text;
  return block.type === 'tool_result' ? textOf(block.content) : '';
}
