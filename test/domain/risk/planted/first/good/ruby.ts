import { type Planted, plantedIn, remove, rename, swap, write } from '../../planted.ts';

const { good } = plantedIn('ruby');

/** Good results in the Ruby project. */
export const rubyGood: Planted[] = [
  good('items since a time', 'feature with tests', [
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
  ]),
  good('items without a date', 'bug fix with a new test', [
    swap('lib/gleaner/feed.rb', 'Time.rfc2822(item.elements["pubDate"].text))', 'time(item))'),
    swap(
      'lib/gleaner/feed.rb',
      '    def self.read(item)\n',
      '    def self.time(item)\n      Time.rfc2822(item.elements["pubDate"]&.text.to_s)\n    rescue ArgumentError => e\n      raise Broken, e.message\n    end\n\n    def self.read(item)\n',
    ),
    swap(
      'spec/feed_spec.rb',
      '  it "refuses links that are scripts" do\n',
      '  it "refuses items without a date" do\n    expect { described_class.parse(text.gsub(%r{<pubDate>.*</pubDate>}, "")) }.to raise_error(described_class::Broken)\n  end\n\n  it "refuses links that are scripts" do\n',
    ),
  ]),
  good('links open in a new window', 'recorded output regenerated with its source', [
    swap('lib/gleaner/digest.rb', '<li><a href="', '<li><a rel="noopener" href="'),
    write(
      'spec/fixtures/digest.html',
      `<ul>
<li><a rel="noopener" href="https://news.example/rain">Rain</a></li>
<li><a rel="noopener" href="https://news.example/ferry">Ferry &amp; train</a></li>
<li><a rel="noopener" href="https://news.example/bridge">Bridge opens</a></li>
</ul>
`,
    ),
  ]),
  good('specs in folders', 'files renamed', [
    rename('spec/feed_spec.rb', 'spec/gleaner/feed_spec.rb'),
    rename('spec/digest_spec.rb', 'spec/gleaner/digest_spec.rb'),
    swap(
      'spec/gleaner/feed_spec.rb',
      'File.join(__dir__, "fixtures/news.xml")',
      'File.join(__dir__, "../fixtures/news.xml")',
    ),
    swap(
      'spec/gleaner/digest_spec.rb',
      'File.join(__dir__, "fixtures/news.xml")',
      'File.join(__dir__, "../fixtures/news.xml")',
    ),
    swap(
      'spec/gleaner/digest_spec.rb',
      'File.join(__dir__, "fixtures/digest.html")',
      'File.join(__dir__, "../fixtures/digest.html")',
    ),
  ]),
  good('headers of a request', 'another request in a client', [
    swap(
      'lib/gleaner/fetcher.rb',
      '    private\n',
      `    # Tells whether a feed changed since a time, without its body.
    def changed?(address, time)
      uri = URI(address)
      request = Net::HTTP::Head.new(uri, "If-Modified-Since" => time.httpdate)
      answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", open_timeout: 5) { |http| http.request(request) }
      !answer.is_a?(Net::HTTPNotModified)
    end

    private
`,
    ),
    swap('lib/gleaner/fetcher.rb', 'require "net/http"\n', 'require "net/http"\nrequire "time"\n'),
  ]),
  good('markdown for summaries', 'new dependency from the registry', [
    swap('Gemfile', 'gem "rexml", "3.4.1"\n', 'gem "kramdown", "2.5.1"\ngem "rexml", "3.4.1"\n'),
    swap('Gemfile.lock', '    rexml (3.4.1)\n', '    kramdown (2.5.1)\n      rexml (>= 3.3.9)\n    rexml (3.4.1)\n'),
    swap('Gemfile.lock', '  rexml (= 3.4.1)\n', '  kramdown (= 2.5.1)\n  rexml (= 3.4.1)\n'),
    swap('lib/gleaner/digest.rb', 'require "cgi"\n', 'require "cgi"\nrequire "kramdown"\n'),
    swap(
      'lib/gleaner/digest.rb',
      '    def html\n',
      '    def self.intro(markdown)\n      Kramdown::Document.new(CGI.escapeHTML(markdown)).to_html\n    end\n\n    def html\n',
    ),
    swap(
      'spec/digest_spec.rb',
      '  it "draws HTML" do\n',
      '  it "draws an intro" do\n    expect(described_class.intro("*Hi* <b>")).to eq("<p><em>Hi</em> &lt;b&gt;</p>\\n")\n  end\n\n  it "draws HTML" do\n',
    ),
  ]),
  good('failures name the host', 'error handling that logs and rethrows', [
    swap(
      'lib/gleaner/fetcher.rb',
      '        http.request(Net::HTTP::Get.new(uri))\n      end\n',
      '        http.request(Net::HTTP::Get.new(uri))\n      end\n    rescue SocketError, Timeout::Error => e\n      warn "#{uri.host}: #{e.message}"\n      raise Failed, "#{uri.host} does not answer"\n',
    ),
    swap(
      'README.md',
      'GLEANER_PROXY names a proxy.',
      'GLEANER_PROXY names a proxy. Hosts that do not answer are named on stderr.',
    ),
  ]),
  good('the promised limit of titles', 'TODO removed', [
    swap('lib/gleaner/digest.rb', '      # TODO: end long titles after 80 letters\n', ''),
    swap(
      'lib/gleaner/digest.rb',
      '    def html\n',
      '    def title(item)\n      item.title.size > 80 ? "#{item.title[0, 79]}…" : item.title\n    end\n\n    def html\n',
    ),
    swap('lib/gleaner/digest.rb', '#{CGI.escapeHTML(item.title)}', '#{CGI.escapeHTML(title(item))}'),
    swap(
      'spec/digest_spec.rb',
      '  it "draws HTML" do\n',
      '  it "shortens titles" do\n    long = Gleaner::Item.new("a" * 90, "https://a.example", Time.at(0))\n    expect(described_class.new([long]).html).to include("#{"a" * 79}…<")\n  end\n\n  it "draws HTML" do\n',
    ),
    swap('README.md', '# Gleaner\n', '# Gleaner\n\nTitles end after 80 letters.\n'),
  ]),
  good('lint moves to a stricter file', 'stricter linter', [
    remove('.rubocop.yml'),
    write(
      '.rubocop.yml',
      `AllCops:
  NewCops: enable
  TargetRubyVersion: 3.3
Security:
  Enabled: true
Metrics/MethodLength:
  Max: 10
Metrics/AbcSize:
  Max: 18
`,
    ),
    swap('spec/spec_helper.rb', 'minimum_coverage 70', 'minimum_coverage 75'),
    swap('.rspec', '--warnings\n', '--warnings\n--fail-if-no-examples\n'),
  ]),
];
