// Every language says everything, in its own words; and each reader gets the language of their browser.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scopes } from '../../catalog/scopes.ts';
import { chooseLanguage, countryOf, type Language, languages, permissionWordsIn, wordsIn } from './languages.ts';
import { ownerPolicies } from './owner-policies.ts';

const all = Object.keys(languages) as Language[];

/** Every string of a language by its path; what takes arguments is asked with marks, which must come out again. */
function strings(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  if (typeof value === 'function') {
    const marks = ['⟦a⟧', '⟦b⟧', '⟦c⟧'].slice(0, value.length);
    const text: unknown = value(...marks);
    assert.ok(typeof text === 'string' && marks.every(mark => text.includes(mark)), `${path} says all it is told`);
    return new Map([[path, text]]);
  }
  return new Map(
    Object.entries(value as object).flatMap(([name, inner]) => [
      ...strings(inner, path === '' ? name : `${path}.${name}`),
    ]),
  );
}

/** Words that are the same in several languages. */
const ALIKE = new Set(['grant.version']);

describe('languages', () => {
  const english = strings(wordsIn('en'));

  for (const language of all)
    test(`${languages[language]} lacks nothing, has nothing more, and is no copy of English`, () => {
      const own = strings(wordsIn(language));
      assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
      for (const [path, text] of own) {
        assert.ok(text.trim() !== '', path);
        assert.ok(!/\bundefined\b|\.\.\.|--|'/.test(text), `${path}: ${text}`);
        if (language !== 'en' && !ALIKE.has(path)) assert.notEqual(text, english.get(path), `${language} ${path}`);
      }
    });

  for (const language of all)
    test(`${languages[language]} explains every permission with an example`, () => {
      const words = permissionWordsIn(language);
      assert.deepEqual(Object.keys(words).sort(), scopes.map(({ name }) => name).sort());
      for (const { name, sentence } of scopes) {
        const [own, example] = words[name];
        assert.ok(own !== '' && example !== '', name);
        if (language !== 'en') assert.notEqual(own, sentence, name);
      }
      assert.equal(new Set(Object.values(words).map(([sentence]) => sentence)).size, scopes.length, 'no two alike');
    });

  test('the policy has the same parts in each language', () => {
    assert.deepEqual(Object.keys(ownerPolicies).sort(), all.toSorted());
    for (const language of all) assert.equal(ownerPolicies[language].length, ownerPolicies.en.length, language);
  });

  test('the browser’s list decides, by its weights', () => {
    assert.equal(chooseLanguage(undefined), 'en');
    assert.equal(chooseLanguage('de-AT,de;q=0.9,en;q=0.8'), 'de');
    assert.equal(chooseLanguage('ja, en;q=0.2, fr-CA;q=0.7'), 'fr');
    assert.equal(chooseLanguage('es;q=0, nl'), 'en');
    assert.equal(chooseLanguage(`${'x'.repeat(5000)}, de`), 'en');
  });

  test('and tells a country, when it does', () => {
    assert.equal(countryOf('de-AT,de;q=0.9'), 'AT');
    assert.equal(countryOf('zh-Hant-TW'), 'TW');
    assert.equal(countryOf('de'), undefined);
    assert.equal(countryOf(undefined), undefined);
  });
});
