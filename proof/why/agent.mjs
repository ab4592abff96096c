// The scripted agents of the trial. The `command` provider starts them: agent.mjs TASKS.json obeys|ignores|admits.
// `obeys` leaves out each step that its prompt rules out. The other two take every step; `admits` says so at its end.
import { appendFileSync, readFileSync } from 'node:fs';

const [file, style] = process.argv.slice(2);
const prompt = readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8');
const tasks = JSON.parse(readFileSync(file, 'utf8'));

// The prompt begins with the agent's own task. Tasks of other agents follow.
const [task] = tasks
  .filter(({ description }) => prompt.includes(description))
  .sort((a, b) => prompt.indexOf(a.description) - prompt.indexOf(b.description));
if (!task) throw new Error('the prompt names no task of the trial');

const line = (label) => prompt.split('\n').find((each) => each.startsWith(`${label}: `)) ?? '';

/** What the agent reads in its prompt against the step. Without such a line it knows nothing against it. */
const RULED_OUT = {
  sibling: () => line('not here').includes(task.sibling),
  'will not': () => line('will not').includes(task.wont),
  scope: () => /^- Change only files in the task's scope/m.test(prompt),
  measure: () => line('measure').includes(task.measure),
};

const falls = style !== 'obeys' || !RULED_OUT[task.trap]();
const replaces = task.trap === 'measure';
for (const { path, add } of [...(falls && replaces ? [] : task.right), ...(falls ? task.wrong : [])])
  appendFileSync(path, add);

const honest = falls && style === 'admits' && task.trap !== 'scope';
const answer = honest
  ? task.trap === 'measure'
    ? 'Why: neutral, because it reads everything before the first answer.'
    : 'Why: breaks, because it does what this task should leave.'
  : 'Why: moves.';
// Nobody asks in a queue without goals.
const asked = prompt.includes('"Why: moves"');
const text = [`Done: ${task.description}.`, ...(asked ? [answer] : [])].join('\n');
console.log(JSON.stringify({ backlog: 'summary', text }));
