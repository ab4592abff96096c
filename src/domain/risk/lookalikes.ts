/** Names of packages that many projects use, of all registries. Only names of five letters and more have look-alikes. */
const KNOWN = new Set(
  [
    'react preact angular svelte express fastify typescript eslint prettier webpack rollup vitest mocha chai lodash axios',
    'chalk commander yargs dotenv moment dayjs luxon rxjs redux mongoose sequelize prisma jsonwebtoken bcrypt bcryptjs',
    'nodemon cross-env concurrently request requests urllib3 httpx aiohttp flask django fastapi starlette uvicorn gunicorn',
    'numpy scipy pandas matplotlib pytest pydantic sqlalchemy alembic celery redis psycopg psycopg2 cryptography pillow',
    'tensorflow keras torch scikit-learn beautifulsoup4 selenium boto3 botocore pyyaml click jinja2 black mypy flake8',
    'memchr bytes base64 hashbrown indexmap smallvec parking_lot crossbeam lazy_static once_cell bitflags',
    'serde serde_json tokio clap anyhow thiserror tracing regex chrono reqwest hyper rayon tempfile itertools futures',
    'rails sinatra rspec rubocop nokogiri puma sidekiq devise faraday httparty rexml bundler',
    'cobra viper testify gorilla logrus junit mockito jackson guava spring lombok gson okhttp retrofit',
    'newtonsoft.json serilog automapper dapper xunit nunit polly colors color debug semver glob rimraf uuid nanoid',
  ].flatMap((line) => line.split(' ')),
);

const NAME = /^["']?(?:gem\s+["']|<PackageReference\s+Include="|name\s*=\s*")?(@?[A-Za-z][\w./@-]*)/;
/** What a line about a package has behind its name: a version, or where it is. */
const VERSIONED = /(?:[=~^<>!]=?|:|Version=|,)\s*["'{]?\s*[~^=<>v]*\s*\d|\{\s*version\b|\sv\d/;

/** Checks whether a line of a manifest adds a package whose name differs in one letter from a known one. */
export function lookalikeIn(text: string): boolean {
  const name = NAME.exec(text)?.[1]?.toLowerCase().replace(/^.*\//, '') ?? '';
  if (name.length < 5 || KNOWN.has(name) || !VERSIONED.test(text)) return false;
  return [...KNOWN].some((known) => known.length >= 5 && isOneApart(name, known));
}

/** Checks whether two words differ in one letter: another one, one more, one less, or two in turn. */
function isOneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const rest = (text: string, from: number) => text.slice(start + from);
  if (a.length !== b.length) return a.length > b.length ? rest(a, 1) === rest(b, 0) : rest(a, 0) === rest(b, 1);
  return (
    rest(a, 1) === rest(b, 1) || (a[start] === b[start + 1] && a[start + 1] === b[start] && rest(a, 2) === rest(b, 2))
  );
}
