import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { BacklogError } from '../../../domain/errors.ts';
import type { FormatAnswer } from '../../sdk/format.ts';
import { answerWith } from '../request/answer.ts';
import { bodyInput } from '../request/call-command.ts';

/** Limits of a request: its texts, and its body in bytes. */
const MOST_TEXTS = 200;
export const MOST_FORMAT_BODY = 2 * 1_048_576;

const REQUEST = z.strictObject({
  markdown: z.array(z.string()).max(MOST_TEXTS).default([]),
  code: z
    .array(z.strictObject({ language: z.string(), text: z.string() }))
    .max(MOST_TEXTS)
    .default([]),
});

/** Reads Markdown and code for a page. Other requests are answered between two texts. @throws BacklogError `usage` */
export async function formatTexts(request: Request, body: string): Promise<Response> {
  const { success, data } = REQUEST.safeParse(bodyInput(body));
  if (!success)
    throw new BacklogError('usage', 'expected lists of texts', {
      hint: `Send at most ${MOST_TEXTS} of each: {"markdown": ["*a*"], "code": [{"language": "go", "text": "x := 1"}]}`,
    });
  const { readMarkdown } = await import('../../../text/markdown/read.ts');
  const { runsOfLines } = await import('../../../text/code/runs.ts');
  const { languageCalled } = await import('../../../text/code/languages.ts');
  const answer: FormatAnswer = { markdown: [], code: [] };
  for (const text of data.markdown) {
    answer.markdown.push(readMarkdown(text) ?? null);
    await setImmediate();
  }
  for (const { language, text } of data.code) {
    const name = languageCalled(language);
    answer.code.push(name ? runsOfLines(text, name) : []);
    await setImmediate();
  }
  return answerWith(answer, request);
}
