/** Fifteen tasks, of which the twelfth has a specification and a criterion. */
const TASKS = `
for i in 1 2 3 4 5 6 7 8 9 10 11; do backlog add "Task $i about a login timeout" --project web; done
backlog add "Task 12 about a login timeout" --project web --acceptance "it works"
for i in 13 14 15; do backlog add "Task $i about a login timeout" --project web; done
backlog doc write 12 "# First"
`;

/** A program that stands in for an agent: it writes a file named after its task. */
const AGENT = `
cat > ~/agent.sh <<'END'
mkdir -p src && echo "// task $BACKLOG_TASK_ID" > "src/task-$BACKLOG_TASK_ID.js" && echo "wrote src/task-$BACKLOG_TASK_ID.js"
END
`;

/** Where pages are played: what a shell does before the first line. */
export const PLACES: Readonly<Record<string, string>> = {
  empty: '',
  queue: `
git init -q project; git init -q api; cd project
printf '# Spec\\n\\nOne.\\n' > spec.md
${TASKS}`,
  runs: `
${AGENT}
git init -q project; cd project
mkdir src; echo "// start" > src/start.js; git add .; git commit -qm "Start"
backlog add "Write the cart" --scope "src/**"
backlog add "Write the login" --scope "login/**"
backlog add "Write the notes" --scope "docs/**"
backlog agent add helper --provider command --argv "[\\"sh\\",\\"$HOME/agent.sh\\"]"`,
};
