import { fitText } from '../src/text/screen/layout/fit-text.ts';

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

const INDENT = '    ';
/** Width of the terminal in columns. A pipe gets the usual one. */
const columns = () => process.stdout.columns || 80;

export const say = (title: string) => console.log(`\n${bold(fitText(title, columns()))}`);

/** Prints an output, indented, with its lines broken between words. */
export const show = (text: string, lines = 12) => {
  const all = text.trimEnd().split('\n');
  const fitted = fitText(all.slice(0, lines).join('\n'), columns() - INDENT.length);
  for (const line of fitted.split('\n')) console.log(`${INDENT}${line}`);
  if (all.length > lines) console.log(`${INDENT}… ${all.length - lines} more lines`);
};
