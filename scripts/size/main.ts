// npm run check -- size: compares the size of each room with its budget in scripts/size/budget.json. A room above its
// budget fails the check. A budget that is higher than the one of the last commit needs a row in the decisions.
// npm run size [-- --because REASON]: lowers the budget to the size of the tree. With a reason, it also raises it.
import { compared, writeBudget } from './check.ts';

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
const words = process.argv.slice(2);
if (words.includes('--write'))
  writeBudget(root, words.includes('--because') ? words[words.indexOf('--because') + 1] : undefined);
const { problems, smaller } = compared(root);
for (const problem of problems) console.log(problem);
if (problems.length > 0) {
  console.log('Make the rooms smaller, or raise the budget with a reason: npm run size -- --because "REASON"');
  process.exitCode = 1;
}
if (smaller.length > 0) console.log(`smaller than the budget, which npm run size lowers: ${smaller.join(', ')}`);
