import { FOR_GOOD, kind } from './row.ts';

/** An agent's question to a person. Record id: a uuid. */
export const QUESTION = kind({
  doc: 'what an agent asks a person',
  fields: (v) => ({
    id: v.z.string().min(1),
    run: v.z.string().optional(),
    task: v.uuid().optional(),
    text: v.z.string().min(1),
    at: v.instant(),
    actor: v.z.string(),
    answer: v.z.object({ text: v.z.string().min(1), at: v.instant(), actor: v.z.string() }).optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  task: (question) => question.task,
  historyText: { name: () => 'a question', value: ({ text, answer }) => answer?.text ?? text },
});
