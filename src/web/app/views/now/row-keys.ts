import { useKeys } from '../../shell/keys/keys.ts';

/** Goes from row to row; Enter, as for every link, opens the one that has the focus. */
export function useRowKeys(): void {
  const of = 'Now';
  const step = (by: number) => () => {
    const rows = [...document.querySelectorAll<HTMLElement>('.now .row-title')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useKeys([
    { keys: 'j', title: 'Row below', of, run: step(1) },
    { keys: 'k', title: 'Row above', of, run: step(-1) },
    {
      keys: 'a',
      title: 'Answer the first question',
      of,
      run: () => document.querySelector<HTMLElement>('.now .answer input')?.focus(),
    },
  ]);
}
