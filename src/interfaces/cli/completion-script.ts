/** Scripts that `backlog completion SHELL` prints, by shell. The script makes the shell call `NAME __complete`. */
export const SCRIPTS: Readonly<Record<'bash' | 'zsh' | 'fish', (name: string) => string>> = {
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
