// Languages are told apart by small words, and not guessed where there is nothing to go by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinReplies } from '../replies/builtin-replies.ts';
import { guessLanguage } from './language.ts';

test('each built-in reply is recognized in its language', () => {
  for (const { name, texts } of builtinReplies)
    for (const [language, text] of Object.entries(texts))
      assert.equal(guessLanguage(text), language, `${name} ${language}`);
});

test('code, lists and other languages are not guessed at', () => {
  assert.equal(guessLanguage('GET /v2.0/vehicles HTTP/1.1\nHost: api.example\n\n200 OK'), null);
  assert.equal(guessLanguage('```\nthe of and to is that it with for this was not are by\n```'), null);
  assert.equal(guessLanguage('A lista não pede sessão: qualquer pessoa lê todas as viagens dos outros donos.'), null);
  assert.equal(guessLanguage(''), null);
});
