// Answers kept ready: variables are checked, filled, and vanish politely when there is nothing to say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinReplies } from './builtin-replies.ts';
import {
  fillReply,
  type ReplyValues,
  replyLanguages,
  replyVariables,
  textIn,
  unknownVariables,
  whatReplyLacks,
} from './reply-template.ts';

const values: ReplyValues = {
  ...(Object.fromEntries(Object.keys(replyVariables).map(name => [name, `<${name}>`])) as ReplyValues),
  reporter: '',
};

test('variables are filled, and a missing name leaves no hole', () => {
  assert.equal(fillReply('Hello {reporter}, {number} is {state}.', values), 'Hello, <number> is <state>.');
  assert.equal(fillReply('Hello {reporter},', { ...values, reporter: 'Sam {me}' }), 'Hello Sam {me},', 'filled once');
  assert.equal(fillReply('{"json": 1} {} {other}', values), '{"json": 1} {} {other}');
});

test('unknown variables are refused when a reply is saved', () => {
  assert.deepEqual(unknownVariables('{number} {nmuber} {x} {x} { y }'), ['nmuber', 'x']);
  const errors = whatReplyLacks({ name: '', texts: { de: 'Hallo {name}' } });
  assert.deepEqual(Object.keys(errors), ['name', 'text-de']);
  assert.match(errors['text-de'] ?? '', /no variable \{name\}/);
  assert.deepEqual(Object.keys(whatReplyLacks({ name: 'x', texts: {} })), ['text-en']);
});

test('the reporter’s language is taken, else English, else what there is', () => {
  assert.equal(textIn({ en: 'Hi', de: 'Hallo' }, 'de')?.text, 'Hallo');
  assert.equal(textIn({ en: 'Hi', de: 'Hallo' }, 'pt')?.text, 'Hi');
  assert.equal(textIn({ es: 'Hola' }, null)?.language, 'es');
  assert.equal(textIn({ en: '' }, 'en'), undefined);
});

test('the built-in replies speak all languages and use known variables only', () => {
  for (const { name, texts } of builtinReplies) {
    assert.deepEqual(whatReplyLacks({ name, texts }), {}, name);
    for (const language of replyLanguages) assert.ok((texts[language] ?? '').length > 40, `${name} in ${language}`);
  }
});
