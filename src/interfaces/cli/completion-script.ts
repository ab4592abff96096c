import { refuse } from '../../domain/errors.ts';

/** Scripts that `backlog completion SHELL` prints, by shell. The script makes the shell call `NAME __complete`. */
const SCRIPTS: Readonly<Record<string, (name: string) => string>> = {
  bash: (name) => `_backlog() {
  local typed="\${COMP_WORDS[COMP_CWORD]}" word line i=$COMP_CWORD
  word=$typed
  # A colon ends a word for bash: put the pieces of a term together again. Behind a bare one nothing is typed yet.
  while (( i > 1 )) && [[ "\${COMP_WORDS[i]}" == ":" || "\${COMP_WORDS[i-1]}" == ":" ]]; do (( i-- )); word="\${COMP_WORDS[i]}$word"; done
  [[ $typed == ":" ]] && typed=
  COMPREPLY=()
  # Bash inserts a word as it is, and would run a command in a tag. %q quotes such a word.
  while IFS=$'\\t' read -r line _; do [[ $line ]] || continue; line="\${line#"\${word%"$typed"}"}"; [[ $line == *[!A-Za-z0-9_.,:=@%+/-]* ]] && printf -v line %q "$line"; COMPREPLY+=("$line"); done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:i-1}" "$word" 2>/dev/null)
  [[ "\${COMPREPLY[0]}" == *: ]] && compopt -o nospace
  # A word of a filter is no file.
  [[ $word == *:* || $word == [-+@]* ]] || compopt -o bashdefault -o default
}
complete -F _backlog ${name}`,
  zsh: (name) => `#compdef ${name}
_backlog() {
  local -a found
  local value doc
  while IFS=$'\\t' read -r value doc; do [[ $value ]] && found+=("\${value//:/\\\\:}:$doc"); done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe '${name}' found -S ''
}
compdef _backlog ${name}`,
  fish: (name) =>
    `complete -c ${name} -f -a '(set -l words (commandline -opc) (commandline -ct); $words[1] __complete -- $words[2..-1] 2>/dev/null)'`,
};

export const COMPLETION_HELP = [
  `Usage: backlog completion ${Object.keys(SCRIPTS).join('|')} [name]`,
  '',
  'Print a script that completes commands, flags, ids and filters. For this shell: source <(backlog completion bash)',
  'If you call the program by another name, give that, too: source <(bq completion bash bq)',
].join('\n');

/**
 * Returns the completion script for a shell and a program name.
 * @throws BacklogError `usage` with the known shells
 */
export function completionScript(shell: string | undefined, name = 'backlog'): string {
  if (!/^[\w.-]+$/.test(name)) refuse('usage', `completion: expected the name of a program, received "${name}"`);
  if (shell !== undefined && Object.hasOwn(SCRIPTS, shell)) return SCRIPTS[shell]!(name);
  const known = Object.keys(SCRIPTS);
  const either = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  return refuse(
    'usage',
    shell === undefined ? `completion: which shell: ${either}?` : `completion: expected ${either}, received "${shell}"`,
    { hint: 'In bash: source <(backlog completion bash), and the same line in ~/.bashrc for every shell to come.' },
  );
}
