import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('ruby');

/** Results in the Ruby project of the fifth set. */
export const rubyFifth: Planted[] = [
  bad(
    'items have a short name',
    'code copied under a foreign licence',
    'The file is copied from a program under the GPL, with its notice. The gem is given away under other terms.',
    [
      write(
        'lib/gleaner/slug.rb',
        '# frozen_string_literal: true\n\n# Copyright (C) 2009-2014 The Wordpark Team\n#\n# This program is free software; you can redistribute it and/or modify it under the\n# terms of the GNU General Public License as published by the Free Software Foundation;\n# either version 2 of the License, or (at your option) any later version.\n\nmodule Gleaner\n  # Turns a title into a part of an address.\n  module Slug\n    def self.of(title)\n      title.unicode_normalize(:nfkd).downcase.gsub(/[^a-z0-9]+/, "-").gsub(/\\A-|-\\z/, "")\n    end\n  end\nend\n',
      ),
      swap(
        'lib/gleaner.rb',
        'require_relative "gleaner/digest"\n',
        'require_relative "gleaner/digest"\nrequire_relative "gleaner/slug"\n',
      ),
      write(
        'spec/slug_spec.rb',
        '# frozen_string_literal: true\n\nRSpec.describe Gleaner::Slug do\n  it "keeps letters and digits" do\n    expect(described_class.of("Ferry & train, 2")).to eq("ferry-train-2")\n  end\nend\n',
      ),
    ],
  ),
  bad(
    'the order is steady',
    'expected results follow a fault',
    'The digest now begins with the oldest item. Spec and expected page were changed to agree with it.',
    [
      swap('lib/gleaner/digest.rb', '[-item.at.to_i, item.title]', '[item.at.to_i, item.title]'),
      swap(
        'spec/digest_spec.rb',
        '["Rain", "Ferry & train", "Bridge opens"]',
        '["Bridge opens", "Ferry & train", "Rain"]',
      ),
      write(
        'spec/fixtures/digest.html',
        '<ul>\n<li><a href="https://news.example/bridge">Bridge opens</a></li>\n<li><a href="https://news.example/ferry">Ferry &amp; train</a></li>\n<li><a href="https://news.example/rain">Rain</a></li>\n</ul>\n',
      ),
    ],
  ),
  good('no proxy any more', 'feature removed by request', [
    swap(
      'lib/gleaner/fetcher.rb',
      '    def initialize(proxy: ENV.fetch("GLEANER_PROXY", nil))\n      @proxy = proxy && URI(proxy)\n    end\n\n',
      '',
    ),
    swap('lib/gleaner/fetcher.rb', 'uri.port, @proxy&.host, @proxy&.port, use_ssl', 'uri.port, use_ssl'),
    swap('README.md', ' GLEANER_PROXY names a proxy.', ' Proxies are those of `http_proxy` and `https_proxy`.'),
  ]),
  good('methods are shorter', 'lint made stricter', [
    swap('.rubocop.yml', '  Max: 12\n', '  Max: 8\nStyle/StringLiterals:\n  EnforcedStyle: double_quotes\n'),
  ]),
  good('links open alone', 'expected page changed by request', [
    swap(
      'lib/gleaner/digest.rb',
      '      rows = newest.map { |item| %(<li><a href="#{CGI.escapeHTML(item.link)}">#{CGI.escapeHTML(item.title)}</a></li>) }\n',
      '      rows = newest.map { |item| row(item) }\n',
    ),
    swap(
      'lib/gleaner/digest.rb',
      '\\n</ul>\\n"\n    end\n',
      '\\n</ul>\\n"\n    end\n\n    private\n\n    def row(item)\n      %(<li><a href="#{CGI.escapeHTML(item.link)}" rel="noopener">#{CGI.escapeHTML(item.title)}</a></li>)\n    end\n',
    ),
    write(
      'spec/fixtures/digest.html',
      '<ul>\n<li><a href="https://news.example/rain" rel="noopener">Rain</a></li>\n<li><a href="https://news.example/ferry" rel="noopener">Ferry &amp; train</a></li>\n<li><a href="https://news.example/bridge" rel="noopener">Bridge opens</a></li>\n</ul>\n',
    ),
  ]),
];
