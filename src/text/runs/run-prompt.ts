import { sentence } from '../../base/output/sentence.ts';
import type { RunFinding } from '../../domain/runs/objections/finding.ts';
import { oneLine, quoted, quotedLines } from '../safe.ts';
import { WHY_QUESTION } from '../why.ts';
import {
  bounded,
  type CheckSaid,
  type CommentSaid,
  checkLines,
  commentLines,
  noteLines,
  PROMPT_LIMITS,
} from './prompt-lines.ts';

/** The parts of the first prompt of a run. */
export interface RunBriefing {
  /** The task, formatted by `briefText`. */
  brief: string;
  /** Globs of the files that the run may change; empty means no limit. */
  scope: readonly string[];
  /** Names of the checks that the result must pass. */
  checks: readonly string[];
  /** Whether the task serves a goal. Then the last message has to say whether the result does. */
  goal?: boolean;
  /** The living documents that the run may touch, with the goal or folder that each describes. */
  documents?: readonly { path: string; of: string }[];
  /** Whether the agent has Backlog's MCP tools. */
  tools: boolean;
  /** The project's instructions for agents, if the agent's client does not read them itself. */
  instructions?: { name: string; text: string } | undefined;
  /** Notes and messages of people to earlier runs. */
  notes: readonly { actor: string; text: string }[];
  /** Comments on results of earlier runs that nobody resolved. */
  comments?: readonly CommentSaid[];
  /** Checks that failed in an earlier run. */
  failed: readonly CheckSaid[];
}

/**
 * Formats the first prompt of a run: the task, its folder, the limits, and the conditions for a merge. Quotes text by
 * others.
 */
export function firstPrompt(briefing: RunBriefing): string {
  const { brief, instructions, notes, comments = [], tools, failed } = briefing;
  return [
    'Do the task below in this folder. It is a git worktree for you only: nobody else works in it.',
    '',
    brief,
    '',
    ...rules(briefing),
    ...(notes.length > 0 ? ['', 'Notes and messages to earlier runs of this task:', ...noteLines(notes)] : []),
    ...(comments.length > 0
      ? ['', 'Open comments of these reviews:', ...commentLines(comments), answerRule(tools)]
      : []),
    ...(failed.length > 0 ? ['', 'An earlier run of this task failed these checks:', ...checkLines(failed)] : []),
    ...(instructions
      ? [
          '',
          `Instructions of this repository (${oneLine(instructions.name)}):`,
          ...bounded(instructions.text, PROMPT_LIMITS.instructions),
        ]
      : []),
  ].join('\n');
}

/** Asks for the line that `whyAnswerIn` reads. */
const GOAL_RULE = `- ${WHY_QUESTION} The last line of the summary answers: "Why: moves", "Why: neutral" or "Why: breaks", and the reason in a few words. Leave the tasks under "not here" to others.`;

/** Asks for the change of living documents, and for the lines that `documentAnswers` reads. */
function documentRule(documents: readonly { path: string; of: string }[]): string {
  const named = documents.map(({ path, of }) => `${oneLine(path)} (describes ${oneLine(of)})`).join(', ');
  return `- Living documents: ${named}. If your result makes one wrong or incomplete, change it in the same result, in a few sentences about what is true now. You may change it although it is out of scope. Describe only code that you change. The summary has a line for each of them: "Document <path>: changed", or "Document <path>: none" and the reason.`;
}

function rules({ scope, checks, tools, goal, documents = [] }: RunBriefing): string[] {
  return [
    'Rules for the result:',
    '- The result is the content of this folder when you end, committed or not. Do not push. Do not leave the folder.',
    scope.length > 0
      ? `- Change only files in the task's scope: ${scope.map((glob) => oneLine(glob)).join(' ')}`
      : '- The task has no scope. Change only what the task needs.',
    checks.length > 0
      ? `- The result must pass these checks: ${checks.map((name) => oneLine(name)).join(', ')}. Then a person reviews the diff before Backlog merges it.`
      : '- A person reviews the diff before Backlog merges it.',
    '- A server that you start listens on $BACKLOG_PORT or one of the nine ports after it, which only you use.',
    ...(tools
      ? [
          '- Record evidence for each acceptance criterion: task_annotate with criterion and what you saw. Do not complete the task: its merge does.',
          '- If the work takes long, report its progress now and then: task_annotate with progress (60%, or 20min left) and a few words.',
          '- Put what you find beside the task into the inbox: inbox_add with title and found (src/a.ts:12). Do not work on it.',
          '- If only a person can decide something, ask with run_ask. End your turn if you cannot continue without the answer.',
        ]
      : []),
    tools
      ? '- End with a summary of what you did in a few sentences.'
      : '- Print a summary of what you did as one line of JSON on standard output: {"backlog": "summary", "text": "…"}',
    ...(documents.length > 0 ? [documentRule(documents)] : []),
    ...(goal ? [GOAL_RULE] : []),
  ];
}

/** Formats failed checks for the agent that made the result. */
export function checksPrompt(failed: readonly CheckSaid[]): string {
  return ['Your result failed these checks. Fix it:', ...checkLines(failed)].join('\n');
}

/** Added to the prompt of an agent that has recorded evidence. Evidence of an earlier result no longer counts. */
export const EVIDENCE_AGAIN =
  'The evidence that you recorded is about your result so far. If you change something, record evidence for each criterion again.';

/**
 * Formats review notes, and messages to the active agent, as a prompt.
 * @param answer how the agent answers the comments in the notes; undefined if they contain none
 */
export function notesPrompt(
  notes: readonly { actor: string; text: string; message?: true | undefined }[],
  answer?: string,
): string {
  const messages = notes.filter(({ message }) => message);
  const reviews = notes.filter(({ message }) => !message);
  return [
    ...(reviews.length > 0 ? ['A review of your result requests changes:', ...noteLines(reviews)] : []),
    ...(messages.length > 0
      ? ['A message to you about the task. Consider it and continue:', ...noteLines(messages)]
      : []),
    ...(answer ? [answer] : []),
  ].join('\n');
}

/** Formats what changed about the task since the agent's last round, with the new texts of its documents. */
export function changedPrompt(found: readonly Pick<RunFinding, 'text'>[], texts: readonly string[]): string {
  return [
    'Since your last round, something changed. Make your result fit it:',
    ...found.map(({ text }) => `- ${oneLine(text, PROMPT_LIMITS.note)}`),
    ...texts.flatMap((text) => ['The new text:', ...quotedLines(text.slice(0, PROMPT_LIMITS.review))]),
  ].join('\n');
}

/** The addition to a prompt for an agent that answered the question about its goal: a new result needs a new answer. */
export const WHY_AGAIN =
  'End your summary with the lines about the goal ("Why: …") and about documents again, for the new result.';

/** Explains how an agent answers review comments: with a tool, or with a line of its output. */
export function answerRule(tools: boolean): string {
  return tools
    ? 'Answer each comment briefly with review_reply and its id: what you changed, or why not.'
    : 'Answer each comment with one line of JSON on standard output: {"backlog": "reply", "comment": "<id>", "text": "…"}';
}

/** The update of a worktree after a failed merge of its result. */
export interface UpdateSaid {
  /** The target branch, and the short id of the commit of this branch that was merged into the worktree. */
  branch: string;
  tip: string;
  why: string;
  /** Set if the result below the run changed; otherwise the merge queue returned it. */
  isStack: boolean;
  conflicts: readonly { path: string; kind: string }[];
  /** Checks that failed on the merged files. */
  failed: readonly CheckSaid[];
}

/**
 * Formats the prompt after the merge queue returned a result to review: the update of the worktree, conflicts and
 * failed checks.
 */
export function updatePrompt({ branch, tip, why, isStack, conflicts, failed }: UpdateSaid): string {
  const rest = conflicts.length - PROMPT_LIMITS.conflicts;
  return [
    isStack
      ? `Your result starts from another commit now: ${sentence(oneLine(why, PROMPT_LIMITS.reason))}`
      : `Backlog could not merge your result into ${oneLine(branch)}: ${sentence(oneLine(why, PROMPT_LIMITS.reason))}`,
    `This folder now contains ${oneLine(branch)} (${tip}) merged with your result. \`git diff ${tip}\` shows the changes of your result.`,
    ...(conflicts.length === 0
      ? ['There are no conflicts.']
      : [
          "These files conflict. Where git could merge by lines, the file contains your side after <<<<<<< and the branch's side before >>>>>>>. Resolve each conflict, keep the purpose of both sides, and remove all conflict markers:",
          ...conflicts
            .slice(0, PROMPT_LIMITS.conflicts)
            .map(({ path, kind }) => `- ${oneLine(path)} (${oneLine(kind)})`),
          ...(rest > 0 ? [`- … ${rest} more`] : []),
        ]),
    ...(failed.length > 0
      ? ['These checks failed on the merged tree. Make them pass here:', ...checkLines(failed)]
      : []),
  ].join('\n');
}

/** Formats the prompt after somebody else changed files of the result. */
export function adoptedPrompt(by: string): string {
  return `${oneLine(by)} changed files in this folder since your last turn. Keep those changes.`;
}

export function answerPrompt(answers: readonly { question: string; answer: string }[]): string {
  const lines = answers.flatMap(({ question, answer }) => [
    `You asked: ${quoted(question, PROMPT_LIMITS.note)}`,
    `The answer: ${quoted(answer, PROMPT_LIMITS.note)}`,
  ]);
  return [...lines, 'Continue with the task.'].join('\n');
}

/** Formats the prompt after a crash, a stop or a limit. */
export function resumePrompt(why: string): string {
  return `Your work was interrupted (${oneLine(why, PROMPT_LIMITS.reason)}). Your changes are still in the folder. Read them and continue with the task.`;
}

/** Tells the agent how its worktree was repaired or restored between two rounds. */
export function groundPrompt(what: string): string {
  return `Since your last turn, your folder changed (${oneLine(what, PROMPT_LIMITS.reason)}). Read the files again before you edit them.`;
}
