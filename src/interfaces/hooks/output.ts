import { withinReminder } from '../../text/safe.ts';

/** The one JSON object that a hook prints. */
export type Output = Readonly<Record<string, unknown>>;

/** The client cuts longer texts at 10,000 characters, into a file that the model would have to open. */
const MOST_CHARS = 9_500;

/** Facts for the model, beside whatever happens. */
export function contextOutput(event: string, text: string): Output {
  return withContext(event, undefined, text);
}

/** The same answer with more facts for the model. */
export function withContext(event: string, output: Output | undefined, text: string): Output {
  const fields = (output?.hookSpecificOutput ?? {}) as { additionalContext?: string };
  const all = [fields.additionalContext, withinReminder(text)].filter((part) => part !== undefined).join('\n\n');
  return { ...output, ...specific(event, { ...fields, additionalContext: clipped(all) }) };
}

/** Stops the tool call; the model reads the reason. */
export function denyOutput(reason: string): Output {
  return specific('PreToolUse', { permissionDecision: 'deny', permissionDecisionReason: clipped(reason) });
}

/** Replaces the whole input of the tool call. Says nothing about permission: that stays the user's. */
export function inputOutput(input: Readonly<Record<string, unknown>>): Output {
  return specific('PreToolUse', { updatedInput: input });
}

function specific(event: string, fields: Output): Output {
  return { hookSpecificOutput: { hookEventName: event, ...fields } };
}

function clipped(text: string): string {
  return text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS)}…`;
}
