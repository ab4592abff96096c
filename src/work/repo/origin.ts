import { readFileSync } from 'node:fs';

/** The address of the remote `origin` by a git config file, without user name and password; undefined when it says none. */
export function originOf(config: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(config, 'utf8');
  } catch {
    return undefined;
  }
  const section = /^\s*\[remote "origin"\]\s*$([^[]*)/m.exec(text)?.[1] ?? '';
  const url = /^\s*url\s*=\s*(.+?)\s*$/m.exec(section)?.[1];
  return url?.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
