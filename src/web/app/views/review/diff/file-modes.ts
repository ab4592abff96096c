/** What git calls kinds of files, in a word each; that of an ordinary one is none. */
const KINDS: Readonly<Record<string, string>> = {
  '100755': 'executable',
  '120000': 'symbolic link',
  '160000': 'repository of its own',
};

/** What a file is now that it was not before, in a word or two; undefined where that is nothing to be told. */
export function becameText(modes: string | undefined): string | undefined {
  const [before = '', now = ''] = modes?.split(' ') ?? [];
  if (modes === undefined) return undefined;
  return KINDS[now] ?? (KINDS[before] && now !== '000000' ? `no ${KINDS[before]} any more` : undefined);
}
