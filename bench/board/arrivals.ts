import type { Stage } from './part.ts';
import { WAIT_MS, within } from './part.ts';
import { isShown } from './views.ts';

/** Returns the times from a call in one tab until another tab shows the change, in milliseconds. */
export async function arrivals({ context, step, hasTime }: Stage, base: string, rounds: number): Promise<number[]> {
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await page.goto(`${base}/task/1`, { waitUntil: 'commit' });
    await isShown(page, '.task h1');
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
  }
  const samples: number[] = [];
  for (let i = 0; i < rounds && (i === 0 || hasTime()); i++) {
    const text = `Changed for the ${i + 1}. time`;
    if (i === 0) step('the first change in the other tab');
    await other.evaluate(`void (globalThis.shown = new Promise((found) => {
      const look = () => document.querySelector('.task h1')?.textContent === ${JSON.stringify(text)} && found(Date.now());
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    }))`);
    const begun = await within(
      WAIT_MS,
      'the answer to a change',
      one.evaluate(`(async () => {
        const shown = { 'backlog-key': localStorage.getItem('backlog key') };
        const [{ uuid }] = await (await fetch('/api/v1/workspaces', { headers: shown })).json();
        const begun = Date.now();
        const answer = await fetch('/api/v1/' + uuid + '/task_modify', {
          method: 'POST',
          headers: { ...shown, 'content-type': 'application/json', 'x-backlog': '1' },
          body: JSON.stringify({ filter: '1', description: ${JSON.stringify(text)} }),
        });
        if (!answer.ok) throw new Error(await answer.text());
        return begun;
      })()`),
    );
    samples.push(
      Number(await within(WAIT_MS, `a change in the other tab: ${text}`, other.evaluate('globalThis.shown'))) -
        Number(begun),
    );
  }
  return samples;
}
