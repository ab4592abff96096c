const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

export const say = (title: string) => console.log(`\n${bold(title)}`);

export const show = (text: string, lines = 12) => {
  const all = text.trimEnd().split('\n');
  for (const line of all.slice(0, lines)) console.log(`    ${line}`);
  if (all.length > lines) console.log(`    … ${all.length - lines} more lines`);
};
