/** Fifteen tasks, of which the twelfth has a specification and a criterion: the words of command lines. */
const TASKS = [
  ...Array.from({ length: 15 }, (_, i) => [
    ...['add', `Task ${i + 1} about a login timeout`, '--project', 'web'],
    ...(i + 1 === 12 ? ['--acceptance', 'it works'] : []),
  ]),
  ['doc', 'write', '12', '# First'],
];

/** What is typed in the project of a place after that, by this process: a program for each line would take long. */
export const TYPED: Readonly<Record<string, readonly string[][]>> = { tasks: TASKS };

/** A program that stands in for an agent: it writes a file named after its task. */
const AGENT = `
cat > ~/agent.sh <<'END'
mkdir -p src && echo "// task $BACKLOG_TASK_ID" > "src/task-$BACKLOG_TASK_ID.js"
echo '{"backlog": "summary", "text": "wrote src/task-'$BACKLOG_TASK_ID'.js"}'
END
`;

/** A repository with what another tool keeps: `from`, of the fixtures, is under the name that the page calls it by. */
const theirs = (from: string, name: string) => `
git init -q project; cd project
mkdir -p "$(dirname ${name})"; cp -r "$FIXTURES/${from}" ${name}`;

/** What a place begins as, where that is another one. */
export const BEGUN: Readonly<Record<string, string>> = { queue: 'tasks', formats: 'tasks' };

/** Where pages are played: what a shell does before the first line. `$FIXTURES`: files of other tools. */
export const PLACES: Readonly<Record<string, string>> = {
  // Not the home folder, and with a blank: nothing on the page may depend on either.
  empty: "mkdir 'a folder'",
  tasks: 'git init -q project',
  queue: `
git init -q api; printf '# Spec\\n\\nOne.\\n' > project/spec.md`,
  formats: `
mkdir old; cp -r "$FIXTURES/backlog-md/legal-crlf/backlog" old/backlog
printf 'description,project,due\\nWrite the notes,web,2030-01-02\\n' > old/tasks.csv`,
  'from-backlog-md': theirs('backlog-md/legal-crlf/backlog', 'backlog'),
  'from-backlog-runner': theirs('backlog-runner/small/backlog', 'backlog'),
  'from-backloghq': theirs('backloghq/small', '~/.claude/backlog'),
  'from-beads': theirs('beads/whole', '.beads'),
  'from-mazen160': theirs('mazen160/backlog.db', 'backlog.db'),
  'from-osmove': theirs('osmove/user_level/home-backlog', '.backlog'),
  'from-task-master': theirs('task-master/tagged/.taskmaster', '.taskmaster'),
  checked: `
${AGENT}
echo 'backlog annotate "$BACKLOG_TASK_ID" --criterion 1 "npm test: 1 passed" >/dev/null' >> ~/agent.sh
git init -q project; cd project
printf '{"name":"shop","version":"1.0.0","scripts":{"test":"node --test src"}}\n' > package.json
npm install --silent --package-lock-only
mkdir src; echo 'if (1 + 1 !== 2) throw new Error();' > src/sum.test.js; git add .; git commit -qm "Start"
(echo description; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "Task $i about a login timeout"; done) | backlog import --format csv -
backlog agent add helper --provider command --argv "[\\"sh\\",\\"$HOME/agent.sh\\"]"
backlog modify 12 --scope "src/**" --agent helper --acceptance "it works"`,
  runs: `
${AGENT}
git init -q project; cd project
mkdir src; echo "// start" > src/start.js; git add .; git commit -qm "Start"
backlog add "Write the cart" --scope "src/**"
backlog add "Write the login" --scope "login/**"
backlog add "Write the notes" --scope "docs/**"
backlog agent add helper --provider command --argv "[\\"sh\\",\\"$HOME/agent.sh\\"]"`,
};
