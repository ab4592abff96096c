import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { anyOf } from '../patterns.ts';

/** Commands that give a program of another machine to a shell, take all rights, or change a reader's own settings. */
const DANGEROUS = anyOf(
  /\b(?:curl|wget|fetch|http|aria2c|iwr|irm|invoke-webrequest|invoke-restmethod|base64|xxd|gunzip|openssl)\b[^|;\n]{0,300}\|[^;\n]{0,80}?\b(?:sudo\s+(?:-\S+\s+)*)?(?:ba|z|da|k|fi|c)?(?:sh|python3?|node|perl|ruby|php|iex|invoke-expression|deno|bun|source)\b/i,
  /\b(?:ba|z|da)?sh\s+(?:-\w+\s+)*(?:<\(|["'`]?\$\(|-c\s+["'`]?\$\()|\b(?:eval|source|exec|\.)\s+["'`]?(?:\$\(|<\()\s*["'`]?(?:curl|wget)|\biex\b\s*[("'`]|\b(?:python3?|node|ruby|perl|php)\s+-[ec]\b[^\n]{0,200}\b(?:http|urlopen|fetch|exec|eval|base64|socket)/i,
  /\b(?:curl|wget)\b[^\n]{0,300}(?:&&|;|\n)[^\n]{0,120}\b(?:(?:ba|z)?sh|chmod\s+\+x|sudo|python3?|node)\b|\bmshta\b|\brundll32\b|\bcertutil\b[^\n]*-urlcache|\bosascript\b|\bregsvr32\b/i,
  /\b(?:sudo|doas|pkexec|runas|gsudo)\s+\S|\bsu\s+-?\s*(?:root|-c)|\bSet-ExecutionPolicy\b|-ExecutionPolicy\s+Bypass|\bspctl\s+--master-disable|\bxattr\s+-\w*d|\bcsrutil\b|\bsetenforce\s+0|\bufw\s+disable|\bDisableRealtimeMonitoring\b|\bAdd-MpPreference\b/i,
  /\bchmod\s+(?:-\w+\s+)*(?:0?777|a\+\w*[wx]|u\+s|4\d{3})|\bchown\s+-R|\brm\s+-\w*[rf]\w*\s+(?:\/|~|\$HOME|\*)|\bdd\s+if=|\bmkfs|>\s*\/dev\/(?:sd|nvme|disk)|\bmkfifo\b|\/dev\/tcp\//i,
  /\bgit\s+config\s+(?:--\S+\s+)*(?:--global|--system)|sslVerify\s+(?:false|0)|\bhooksPath\b|--no-verify\b|\bNODE_TLS_REJECT_UNAUTHORIZED=0|\bPYTHONHTTPSVERIFY=0|--trusted-host\b|--(?:extra-)?index-url\b|\bstrict-ssl\s+false|\bnpm\s+config\s+set\b|\b(?:npm|yarn|pnpm)\b[^\n]{0,80}--registry\b|\bcurl\s+(?:\S+\s+)*(?:-k|--insecure)\b|\bwget\s+(?:\S+\s+)*--no-check-certificate|--allow-unauthenticated|--force-yes|--nogpgcheck|--no-gpg-check|--skip-verify|--insecure\b|StrictHostKeyChecking[= ]no/i,
  />>?\s*["']?(?:~|\$\{?HOME\}?|\/etc|\/root)\/|\btee\s+(?:-a\s+)?(?:~|\/etc|\$HOME)|\bcrontab\b|\bauthorized_keys\b|\bssh-copy-id\b|\blaunchctl\s+load|\bsystemctl\s+(?:enable|disable|stop|mask)|\breg\s+add\b|\bschtasks\b|\busermod\b|\bvisudo\b|\bcat\s+(?:~|\$HOME)\/\.(?:ssh|aws|npmrc|netrc)|\bprintenv\b[^\n]*\||(?:^|[`$;&]\s*)env\s*\|\s*\w/i,
  /\bdocker\s+run\b[^\n]*(?:--privileged|-v\s*\/:|\/var\/run\/docker\.sock|--net(?:work)?[= ]host|--pid[= ]host)|\bnc\s+(?:-\w*[elp]\w*\s)|\bncat\b|\bsocat\b/i,
);

/** Commands that install or fetch something, whatever it is. */
const FETCHES = anyOf(
  /\b(?:npm|pnpm|yarn|bun)\s+(?:global\s+)?(?:i|install|add|exec|dlx|create|init)\s+(?:-\S+\s+)*(?!-)[@\w]|\b(?:npx|pnpx|bunx|uvx|pipx(?:\s+(?:run|install))?|yarn\s+dlx)\s+(?:-\S+\s+)*[@\w]/,
  /\b(?:pip3?|uv|conda|mamba|poetry|pdm|easy_install)\s+(?:pip\s+)?(?:install|add)\s+(?!-r\b|-e\b|\.|--requirement|--editable)\S|\b(?:gem|cargo|go|brew|apt|apt-get|dnf|yum|apk|pacman|choco|scoop|winget|snap|flatpak|composer|dotnet|nix-env|helm|kubectl|krew|asdf|mise|rustup|opam|luarocks|cpan|mix)\s+(?:tool\s+)?(?:install|add|get|-S|apply|plugin\s+install|require|i|use|archive\.install)\b\s*\S/,
  /\b(?:curl|wget|iwr|irm|aria2c)\s+[^\n]*\bhttps?:\/\/(?!localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)|\bgit\s+(?:clone|submodule\s+add)\s+\S|\bdocker\s+(?:run|pull)\s+\S|\bcode\s+--install-extension\b|\bGo to\b.*\bdownload\b.*\.(?:exe|dmg|msi|sh|pkg)\b/,
);

/** A program that the project itself names, in a manifest that is read with the result. */
function isDeclared(text: string, declared: string): boolean {
  const [, name] = /\b(?:npx|pnpx|bunx|pnpm exec|npm exec)\s+(?:-\S+\s+)*((?:@[\w.-]+\/)?[\w.-]+)/.exec(text) ?? [];
  return name !== undefined && declared.includes(`"${name}"`);
}

const stay = ({ added, removed }: Examined, pattern: RegExp): CodeLine[] => {
  const commands = (line: CodeLine) => pattern.exec(line.text)?.[0].replace(/\s+/g, ' ');
  const known = new Set(removed.flatMap((line) => commands(line) ?? []));
  return added.filter((line) => {
    const found = commands(line);
    return found !== undefined && !known.has(found);
  });
};

/** Machines from which the makers of known tools tell everybody to run a script. */
const KNOWN =
  /^https?:\/\/(?:sh\.rustup\.rs|bun\.sh|deno\.land|astral\.sh|install\.python-poetry\.org|get\.pnpm\.io|mise\.run|raw\.githubusercontent\.com\/(?:nvm-sh|Homebrew|rbenv|pyenv)\/)/;

/** Checks whether a line only runs the script of a known tool, with the rights of its reader. */
function isKnownInstaller(text: string): boolean {
  const urls = text.match(/https?:\/\/[^\s"'`)]+/g) ?? [];
  return urls.length > 0 && urls.every((url) => KNOWN.test(url)) && !/\b(?:sudo|doas|su)\b/.test(text);
}

/** Finds dangerous commands that a text tells its readers to run. */
export const dangerousCommands = (file: Examined): CodeLine[] =>
  stay(file, DANGEROUS).filter(({ text }) => !isKnownInstaller(text));

/** Finds commands of a text that fetch or install something that the project does not name. */
export const fetchingCommands = (file: Examined, declared: string): CodeLine[] =>
  stay(file, FETCHES).filter(({ text }) => !isDeclared(text, declared));
