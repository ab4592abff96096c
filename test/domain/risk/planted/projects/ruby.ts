import type { Project } from '../planted.ts';

/** A gem that gathers feeds into a digest. */
export const ruby: Project = {
  language: 'ruby',
  checks: [
    { name: 'test', command: 'bundle exec rspec' },
    { name: 'lint', command: 'bundle exec rubocop' },
    { name: 'check', command: 'sh script/check' },
  ],
  files: {
    'lib/gleaner/feed.rb': `# frozen_string_literal: true

require "rexml/document"
require "time"

module Gleaner
  Item = Struct.new(:title, :link, :at)

  # Reads an RSS feed.
  module Feed
    class Broken < StandardError; end

    def self.parse(text)
      document = REXML::Document.new(text)
      raise Broken, "no channel" unless document.elements["rss/channel"]

      document.elements.to_a("rss/channel/item").map { |item| read(item) }
    rescue REXML::ParseException => e
      raise Broken, e.message.lines.first.to_s.strip
    end

    def self.read(item)
      link = item.elements["link"]&.text.to_s
      raise Broken, "not a link: #{link}" unless link.start_with?("https://", "http://")

      Item.new(item.elements["title"]&.text.to_s.strip, link, Time.rfc2822(item.elements["pubDate"].text))
    end
  end
end
`,
    'lib/gleaner/fetcher.rb': `# frozen_string_literal: true

require "net/http"
require "uri"

module Gleaner
  # Fetches the text of a feed.
  class Fetcher
    class Failed < StandardError; end
    LIMIT = 3

    def initialize(proxy: ENV.fetch("GLEANER_PROXY", nil))
      @proxy = proxy && URI(proxy)
    end

    def get(address, left = LIMIT)
      raise Failed, "too many redirects" if left.zero?

      answer = ask(URI(address))
      case answer
      when Net::HTTPSuccess then answer.body
      when Net::HTTPRedirection then get(answer["location"], left - 1)
      else raise Failed, "#{address} answered #{answer.code}"
      end
    end

    private

    def ask(uri)
      raise Failed, "not http: #{uri}" unless uri.is_a?(URI::HTTP)

      Net::HTTP.start(uri.host, uri.port, @proxy&.host, @proxy&.port, use_ssl: uri.scheme == "https", open_timeout: 5) do |http|
        http.request(Net::HTTP::Get.new(uri))
      end
    end
  end
end
`,
    'lib/gleaner/digest.rb': `# frozen_string_literal: true

require "cgi"

module Gleaner
  # Draws the digest of items, newest first.
  class Digest
    def initialize(items, limit: 20)
      @items = items
      @limit = limit
    end

    def newest
      @items.uniq(&:link).sort_by { |item| [-item.at.to_i, item.title] }.first(@limit)
    end

    def html
      # TODO: end long titles after 80 letters
      rows = newest.map { |item| %(<li><a href="#{CGI.escapeHTML(item.link)}">#{CGI.escapeHTML(item.title)}</a></li>) }
      "<ul>\\n#{rows.join("\\n")}\\n</ul>\\n"
    end
  end
end
`,
    'lib/gleaner.rb': `# frozen_string_literal: true

require_relative "gleaner/feed"
require_relative "gleaner/fetcher"
require_relative "gleaner/digest"

module Gleaner
  VERSION = "0.4.2"
end
`,
    'spec/spec_helper.rb': `# frozen_string_literal: true

require "simplecov"
SimpleCov.start { minimum_coverage 70 }
require "gleaner"

RSpec.configure do |config|
  config.order = :random
  config.disable_monkey_patching!
end
`,
    'spec/feed_spec.rb': `# frozen_string_literal: true

RSpec.describe Gleaner::Feed do
  let(:text) { File.read(File.join(__dir__, "fixtures/news.xml")) }

  it "reads each item" do
    items = described_class.parse(text)
    expect(items.map(&:title)).to eq(["Bridge opens", "Ferry & train", "Rain"])
    expect(items.first.link).to eq("https://news.example/bridge")
    expect(items.first.at).to eq(Time.utc(2025, 3, 3, 9))
  end

  it "refuses what is no feed" do
    expect { described_class.parse("<html/>") }.to raise_error(described_class::Broken, "no channel")
    expect { described_class.parse("<rss>") }.to raise_error(described_class::Broken)
  end

  it "refuses links that are scripts" do
    expect { described_class.parse(text.sub("https://news.example/rain", "javascript:alert(1)")) }
      .to raise_error(described_class::Broken, /not a link/)
  end
end
`,
    'spec/digest_spec.rb': `# frozen_string_literal: true

RSpec.describe Gleaner::Digest do
  let(:items) { Gleaner::Feed.parse(File.read(File.join(__dir__, "fixtures/news.xml"))) }

  it "puts the newest first" do
    expect(described_class.new(items).newest.map(&:title)).to eq(["Rain", "Ferry & train", "Bridge opens"])
  end

  it "ends at the limit" do
    expect(described_class.new(items, limit: 1).newest.size).to eq(1)
  end

  it "drops items that share a link" do
    expect(described_class.new(items + items).newest.size).to eq(3)
  end

  it "draws HTML" do
    expect(described_class.new(items).html).to eq(File.read(File.join(__dir__, "fixtures/digest.html")))
  end
end
`,
    'spec/fixtures/news.xml': `<rss version="2.0"><channel><title>News</title>
<item><title>Bridge opens</title><link>https://news.example/bridge</link><pubDate>Mon, 03 Mar 2025 09:00:00 GMT</pubDate></item>
<item><title>Ferry &amp; train</title><link>https://news.example/ferry</link><pubDate>Tue, 04 Mar 2025 09:00:00 GMT</pubDate></item>
<item><title>Rain</title><link>https://news.example/rain</link><pubDate>Wed, 05 Mar 2025 09:00:00 GMT</pubDate></item>
</channel></rss>
`,
    'spec/fixtures/digest.html': `<ul>
<li><a href="https://news.example/rain">Rain</a></li>
<li><a href="https://news.example/ferry">Ferry &amp; train</a></li>
<li><a href="https://news.example/bridge">Bridge opens</a></li>
</ul>
`,
    Gemfile: `# frozen_string_literal: true

source "https://rubygems.org"

gem "rexml", "3.4.1"

group :test do
  gem "rspec", "3.13.1"
  gem "rubocop", "1.77.0"
  gem "simplecov", "0.22.0"
end
`,
    'Gemfile.lock': `GEM
  remote: https://rubygems.org/
  specs:
    rexml (3.4.1)
    rspec (3.13.1)
    rubocop (1.77.0)
    simplecov (0.22.0)

PLATFORMS
  ruby

DEPENDENCIES
  rexml (= 3.4.1)
  rspec (= 3.13.1)
  rubocop (= 1.77.0)
  simplecov (= 0.22.0)
`,
    '.rspec': '--require spec_helper\n--warnings\n',
    '.rubocop.yml': `AllCops:
  NewCops: enable
  TargetRubyVersion: 3.3
Security/Eval:
  Enabled: true
Metrics/MethodLength:
  Max: 12
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: ruby/setup-ruby@v1
        with: { ruby-version: "3.3", bundler-cache: true }
      - run: bundle exec rubocop
      - run: bundle exec rspec
`,
    'script/check': '#!/bin/sh\nset -eu\nbundle exec rubocop\nbundle exec rspec\n',
    '.gitignore': '/coverage/\n/tmp/\n*.gem\n',
    'README.md':
      '# Gleaner\n\nGathers feeds into one page: `Gleaner::Digest.new(items).html`. GLEANER_PROXY names a proxy.\n',
    'CLAUDE.md':
      '# Agents\n\nRun `sh script/check`. Titles and links are always escaped. No new gems without a word from us.\n',
  },
};
