import { type Planted, plantedIn, swap } from '../planted.ts';

const { bad, good } = plantedIn('ruby');

/** Results in the Ruby project of the third set. */
export const rubyThird: Planted[] = [
  bad(
    'links are matched by a pattern',
    'pattern with the wrong anchors',
    'A link whose second line begins with http is accepted, whatever its first line is.',
    [
      swap(
        'lib/gleaner/feed.rb',
        'unless link.start_with?("https://", "http://")',
        'unless link.match?(%r{^https?://}i)',
      ),
      swap(
        'spec/feed_spec.rb',
        '  it "refuses links that are scripts" do\n',
        '  it "reads links in capitals" do\n    items = described_class.parse(text.sub("https://news.example/rain", "HTTPS://news.example/rain"))\n    expect(items.last.link).to eq("HTTPS://news.example/rain")\n  end\n\n  it "refuses links that are scripts" do\n',
      ),
    ],
  ),
  bad(
    'redirects to the same page',
    'loop without end',
    'Redirects no longer use up the limit if host and path are the same, so a feed can keep the program busy for ever.',
    [
      swap(
        'lib/gleaner/fetcher.rb',
        'when Net::HTTPRedirection then get(answer["location"], left - 1)',
        'when Net::HTTPRedirection then get(answer["location"], same?(address, answer["location"]) ? left : left - 1)',
      ),
      swap(
        'lib/gleaner/fetcher.rb',
        '    private\n',
        '    private\n\n    def same?(one, other)\n      URI(one).path == URI(other).path\n    end\n',
      ),
    ],
  ),
  good('titles end after 80 letters', 'note about work that is done', [
    swap('lib/gleaner/digest.rb', '      # TODO: end long titles after 80 letters\n', ''),
    swap('lib/gleaner/digest.rb', '#{CGI.escapeHTML(item.title)}', '#{CGI.escapeHTML(item.title[0, 80])}'),
    swap(
      'spec/digest_spec.rb',
      '  it "draws HTML" do\n',
      '  it "ends long titles" do\n    long = Gleaner::Item.new("a" * 90, "https://news.example/a", Time.at(0))\n    expect(described_class.new([long]).html).to include(">#{"a" * 80}</a>")\n  end\n\n  it "draws HTML" do\n',
    ),
  ]),
  good('a feed has a name', 'value beside others', [
    swap(
      'lib/gleaner/feed.rb',
      '    def self.read(item)\n',
      '    def self.name_of(text)\n      REXML::Document.new(text).elements["rss/channel/title"]&.text.to_s.strip\n    end\n\n    def self.read(item)\n',
    ),
    swap(
      'spec/feed_spec.rb',
      '  it "refuses what is no feed" do\n',
      '  it "reads the name" do\n    expect(described_class.name_of(text)).to eq("News")\n  end\n\n  it "refuses what is no feed" do\n',
    ),
  ]),
];
