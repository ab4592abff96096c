import { describe, expect, test } from 'vitest';
import { completeTerm } from '../../src/filter/index.ts';

const vocabulary = {
  projects: ['web', 'web.ui', 'web-old'],
  tags: ['bug', 'ui'],
  agents: ['tester'],
  views: ['mine', 'bugs'],
};
const complete = (word: string) => completeTerm(word, vocabulary);
const texts = (word: string) => complete(word).map(({ text }) => text);

describe('a begun term goes on with', () => {
  test.each([
    ['du', ['due:']],
    ['pr', ['project:', 'priority:', 'problem:']],
    ['s', ['status:', 'start:', 'scheduled:', 'scope:', 'source:', 'sort:']],
    ['o', ['outcome:', 'or']],
    ['x', ['xor']],
    ['no', ['not']],
    ['li', ['limit:']],
    ['an', ['annotations.count:', 'and']],
    ['+b', ['+bug']],
    ['-u', ['-ui']],
    ['+BL', ['+BLOCKED', '+BLOCKING']],
    ['+TOD', ['+TODAY']],
    ['+CH', []],
    ['@', ['@mine', '@bugs']],
    ['@m', ['@mine']],
    ['project:', ['project:web', 'project:web.ui', 'project:web-old']],
    ['project.is:web.', ['project.is:web.ui']],
    ['project:web-', ['project:web-old']],
    ['agent:', ['agent:tester']],
    ['tags:', ['tags:bug', 'tags:ui']],
    ['priority:', ['priority:H', 'priority:M', 'priority:L']],
    ['status.not:p', ['status.not:pending']],
    ['has_doc:', ['has_doc:yes', 'has_doc:no']],
    ['has_doc.', ['has_doc.is:', 'has_doc.equals:', 'has_doc.not:', 'has_doc.isnt:']],
    ['due.before:tod', ['due.before:today']],
    ['due.b', ['due.before:', 'due.below:', 'due.by:']],
    ['due.a', ['due.after:', 'due.above:', 'due.any:']],
    ['due.h', []],
    ['tags.h', ['tags.has:', 'tags.hasnt:']],
    ['tags.co', ['tags.count:', 'tags.contains:']],
    ['tags.count.o', ['tags.count.over:']],
    ['annotations.', ['annotations.count:']],
    ['annotations.count.b', ['annotations.count.before:', 'annotations.count.below:', 'annotations.count.by:']],
    ['(du', ['(due:']],
    ['!(+b', ['!(+bug']],
    ['nothing:', []],
    ['nothing.', []],
    ['description:', []],
    ['zzz', []],
  ])('%s: %j', (word, expected) => {
    expect(texts(word)).toEqual(expected);
  });

  test('every attribute and keyword when nothing is begun', () => {
    expect(texts('')).toEqual(expect.arrayContaining(['due:', 'scope:', 'and', 'limit:']));
  });

  test('what it means', () => {
    expect(complete('due.by')).toEqual([{ text: 'due.by:', doc: 'due is at or before …' }]);
    expect(complete('@m')).toEqual([{ text: '@mine', doc: 'saved filter' }]);
    expect(complete('+bug')).toEqual([{ text: '+bug', doc: 'tag' }]);
    expect(complete('+READY')[0]!.doc).toContain('can be started now');
    expect(complete('-ui')).toEqual([{ text: '-ui', doc: 'tag' }]);
    expect(complete('priority:H')).toEqual([{ text: 'priority:H', doc: 'priority' }]);
    expect(complete('agent:t')).toEqual([{ text: 'agent:tester', doc: 'agent' }]);
    expect(complete('project:web.')).toEqual([{ text: 'project:web.ui', doc: 'project' }]);
    expect(complete('tags:b')).toEqual([{ text: 'tags:bug', doc: 'tag' }]);
  });
});
