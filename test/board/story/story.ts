import { decidable } from '../visit.ts';
import type { Hands } from './hands.ts';
import type { SecondTab } from './second-tab.ts';
import type { Terminal } from './terminal.ts';

/** Something that was done by keys, and how long it took, in milliseconds from the key on, until others knew. */
export interface Step {
  name: string;
  tab: number;
  terminal: number;
}

export interface Cast {
  hands: Hands;
  second: SecondTab;
  terminal: Terminal;
  /** Lets the agents go on. */
  release(): void;
}

export const TASKS = [
  'Greet in French scope:src/fr.txt priority:H agent:greeter',
  'Greet in German scope:src/de.txt agent:greeter',
  'Greet in Danish scope:src/da.txt agent:greeter',
  'Collect the greetings scope:src/all.txt agent:greeter',
] as const;

/**
 * A day at the board by keys alone, which begins at the view Now of an empty queue with one agent: tasks are added and planned, the
 * orchestrator is started, a question answered, a range commented on, changes requested, a result approved and merged, after which
 * what waited for it begins by itself.
 */
export async function* story({ hands, second, terminal, release }: Cast): AsyncGenerator<Step> {
  const { press, type, tabTo, stepTo, toRow, isOn, sees, page } = hands;
  /** The last key of `keys` is the one that does it. */
  const done = async (name: string, command: string, shown: () => Promise<number>): Promise<Step> => {
    const [tab, heard] = await Promise.all([shown(), terminal.heard(command)]);
    const pressed = await hands.pressed();
    return { name, tab: tab - pressed, terminal: heard - pressed };
  };

  for (const line of TASKS) {
    const title = line.replace(/ scope:.*/, '');
    const shown = await second.at('list', new RegExp(title));
    await press('c');
    await isOn(/Description and fields/);
    await type(line);
    await press('Enter');
    yield await done(`add: ${title}`, 'task_add', shown);
    await page.locator('dialog').waitFor({ state: 'detached' });
  }

  let shown = await second.at('task/1', /Guests from France/);
  await goTo(hands, 'French');
  await press('w');
  await isOn(/Text of spec/);
  await type('Guests from France are greeted in their language.');
  await press('Control+Enter');
  yield await done('write the spec', 'task_doc_write', shown);
  await isOn(/Edit the spec/);

  shown = await second.at('task/1', /A French guest smiles/);
  await press('i');
  await isOn(/New criterion/);
  await type('A French guest smiles');
  await press('Enter');
  yield await done('add a criterion', 'task_modify', shown);
  await isOn(/New criterion/);
  await press('Escape');

  shown = await second.at('task/4', /Blocked by.*Greet in French/);
  await goTo(hands, 'Collect');
  await tabTo(/^Depends on/);
  await press('Enter');
  await isOn(/^Depends on$/);
  await type('1');
  await press('Enter');
  yield await done('make it wait for another', 'task_modify', shown);
  await isOn(/^Depends on: #1/);

  shown = await second.at('agents', /Orchestrator\s*running/);
  await press('g', 'r');
  await sees(/^Limits: /);
  await tabTo(/^Limits: /);
  await press('Enter');
  await tabTo(/Runs at once/);
  await press('Control+a');
  await type('3');
  await press('Enter');
  yield await done('start the orchestrator', 'orchestrator_start', shown);

  await press('Escape', 'g', 'n');
  for (const file of ['fr', 'de', 'da']) await sees(`I begin with src/${file}.txt`);
  await sees('Greet in French');
  shown = await second.at('now', /Du or Sie\?/);
  release();
  await shown();

  await sees('Du or Sie?');
  shown = await second.at('now', /Du or Sie\?/, true);
  await press('a');
  await isOn(/Answer to Du or Sie/);
  await type('Sie');
  await press('Enter');
  yield await done('answer a question', 'run_answer', shown);

  await page.locator('.what-review', { hasText: 'Greet in French' }).waitFor();
  await toRow(/Greet in French/);
  await press('Enter');
  await page.waitForURL('**/review/*');
  await sees('salut 3');
  const review = page.url().replace(/.*\/w\/[^/]*\//, '');
  await stepTo('j', /Comment on line 3 of src\/fr\.txt$/);
  await press('m');
  await isOn(/^Comment on line 3$/);
  await press('Escape');
  await stepTo('j', /Comment on line 5 of src\/fr\.txt$/);
  await press('M');
  await isOn(/^Comment on lines 3 to 5$/);
  shown = await second.at(review, /More politely/);
  await type('More politely, these are guests');
  await press('Control+Enter');
  yield await done('comment on a range', 'review_comment', shown);
  await isOn(/Comment on line 5 of src\/fr\.txt$/);

  shown = await second.at(review, /Nearly there/);
  await press('r');
  await isOn(/Message to the agent/);
  await type('Nearly there');
  await tabTo(/^Send$/);
  await decidable(page.getByRole('dialog'));
  await press('Enter');
  yield await done('request changes', 'review_send', shown);

  await sees('bonjour 3');
  await page.locator('.run-line .state', { hasText: /^review$/ }).waitFor();
  await decidable(page, '[data-approve]');
  await press('a');
  await isOn(/^Accept these/);
  shown = await second.at(review, /Greet in French\s*(approved|merging|merged)/);
  await press('Space');
  await tabTo(/^Approve$/);
  await decidable(page.getByRole('dialog'));
  await press('Enter');
  yield await done('approve', 'run_approve', shown);

  shown = await second.at('now', /Collect the greetings/);
  await shown();
}

/** By the palette, with some letters of its title. */
async function goTo({ press, type, isOn, page }: Hands, title: string): Promise<void> {
  await press('Control+k');
  await isOn(/Search and commands/);
  await type(title);
  await page.locator('.choice[aria-selected=true]', { hasText: title }).waitFor();
  await press('Enter');
  await page.locator('h1', { hasText: title }).waitFor();
}
