import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { newReceiptCode, parseReceiptCode } from './receipt-code.ts';

const aCode = fc.nat().map(seed => newReceiptCode(seededRandom(seed)));
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('a code is seven groups of four without the letters that look like digits', () => {
  fc.assert(fc.property(aCode, code => assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}$/)));
});

test('all 32 characters occur about equally often', () => {
  const random = seededRandom('spread');
  const counts = new Map<string, number>();
  for (let n = 0; n < 2000; n++)
    for (const character of newReceiptCode(random).replaceAll('-', ''))
      counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 32);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1750) < 250, `${count} is far from 1750`);
});

test('what people make of a code is still understood', () => {
  fc.assert(
    fc.property(aCode, code => {
      assert.equal(parseReceiptCode(code), code);
      assert.equal(parseReceiptCode(code.toLowerCase()), code);
      assert.equal(parseReceiptCode(code.replaceAll('-', '')), code);
      assert.equal(parseReceiptCode(`  ${code.replaceAll('-', ' – ')}\n`), code);
      assert.equal(parseReceiptCode(code.replaceAll('0', 'o').replaceAll('1', 'l')), code);
      assert.equal(parseReceiptCode(code.replaceAll('0', 'O').replaceAll('1', 'I')), code);
    }),
  );
});

test('one wrong character is noticed, wherever it is', () => {
  const at = fc.nat({ max: 27 });
  fc.assert(
    fc.property(aCode, at, fc.constantFrom(...ALPHABET), (code, place, other) => {
      const characters = [...code.replaceAll('-', '')];
      fc.pre(characters[place] !== other);
      characters[place] = other;
      assert.equal(parseReceiptCode(characters.join('')), undefined);
    }),
    { numRuns: 1000 },
  );
});

test('any two characters that changed places are noticed', () => {
  const at = fc.nat({ max: 27 });
  fc.assert(
    fc.property(aCode, at, at, (code, one, two) => {
      const characters = [...code.replaceAll('-', '')];
      const [first, second] = [characters[one] ?? '', characters[two] ?? ''];
      fc.pre(first !== second);
      characters[one] = second;
      characters[two] = first;
      assert.equal(parseReceiptCode(characters.join('')), undefined);
    }),
    { numRuns: 1000 },
  );
});

test('what is no code is refused', () => {
  const code = newReceiptCode(seededRandom());
  for (const typed of ['', ' ', '----', code.slice(1), `${code}0`, code.replace(/^./, 'U'), code.replace(/^./, 'é')])
    assert.equal(parseReceiptCode(typed), undefined, typed);
  fc.assert(fc.property(fc.string(), typed => assert.equal(parseReceiptCode(typed), undefined)));
});
