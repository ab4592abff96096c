import { focus, useKeys } from '../../shell/keys/keys.ts';

/** Goes from row to row; Enter, as for every link, opens the one that has the focus. */
export function useRowKeys(): void {
  const step = (by: number) => () => {
    const rows = [...document.querySelectorAll<HTMLElement>('.now .row-title')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useKeys('Now', [
    ['j', 'Row below', step(1)],
    ['k', 'Row above', step(-1)],
    ['a', 'Answer the first question', () => focus('.now .answer input')],
  ]);
}
