// npm run judge-trial: what real judges say of planted results, with the question that a run's check asks. Without an
// account it asks nobody, and says so. It costs money: about one question per result.
import { optionsOf } from '../../scripts/options.ts';
import { JUDGES, readOptions, USAGE } from './options.ts';
import { type Answered, askAbout, problemOf, someResults } from './trial.ts';

const { judges, results, seconds } = optionsOf(process.argv.slice(2), USAGE, readOptions);
const problems = new Map(JUDGES.map((name) => [name, problemOf(name, process.env)]));
const asked = judges ?? JUDGES.filter((name) => problems.get(name) === undefined);
if (asked.length === 0) {
  const why = JUDGES.map((name) => `${name}: ${problems.get(name)}`);
  process.stdout.write(`${['No judge was asked, so there are no figures.', ...why].join('\n')}\n`);
}
const planted = someResults(results);
for (const name of asked) {
  const all: Answered[] = [];
  for (const one of planted) {
    const answered = await askAbout(name, one, seconds);
    all.push(answered);
    process.stderr.write(`${name} ${one.bad ? 'bad ' : 'good'} ${answered.said}: ${one.name}: ${answered.why}\n`);
  }
  const count = (bad: boolean, said: Answered['said']) =>
    all.filter((one) => one.planted.bad === bad && one.said === said).length;
  const row = (bad: boolean) =>
    (['rejected', 'unclear', 'accepted', 'no answer'] as const).map((said) => `${count(bad, said)} ${said}`).join(', ');
  const totals = [true, false].map((bad) => planted.filter((one) => one.bad === bad).length);
  process.stdout.write(`${name}: of ${totals[0]} bad results ${row(true)}; of ${totals[1]} good ones ${row(false)}\n`);
}
