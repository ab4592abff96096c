import { withinReminder } from '../../text/safe.ts';

/** The JSON object that a hook prints. */
export type Output = Readonly<Record<string, unknown>>;

/** Maximum length of an output text, in characters. The client moves the part after 10,000 characters to a file. */
const MOST_CHARS = 9_500;

/** Returns an output that only adds information for the model. It doesn't affect the call. */
export function contextOutput(event: string, text: string): Output {
  return withContext(event, undefined, text);
}

/** Returns the same output with additional information for the model. */
export function withContext(event: string, output: Output | undefined, text: string): Output {
  const fields = (output?.hookSpecificOutput ?? {}) as { additionalContext?: string };
  const all = [fields.additionalContext, withinReminder(text)].filter((part) => part !== undefined).join('\n\n');
  return { ...output, ...specific(event, { ...fields, additionalContext: clipped(all) }) };
}

/** Returns an output that denies the tool call and gives the model the reason. */
export function denyOutput(reason: string): Output {
  return specific('PreToolUse', { permissionDecision: 'deny', permissionDecisionReason: clipped(reason) });
}

/** Returns an output that replaces the whole input of the tool call. The user still decides about the permission. */
export function inputOutput(input: Readonly<Record<string, unknown>>): Output {
  return specific('PreToolUse', { updatedInput: input });
}

function specific(event: string, fields: Output): Output {
  return { hookSpecificOutput: { hookEventName: event, ...fields } };
}

function clipped(text: string): string {
  return text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS)}…`;
}
