import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { newRecoveryCode, readCode } from './recovery-code.ts';
import { matchingStep, newTotpSecret, totpCode, totpUri } from './totp.ts';

test('codes are those of RFC 6238, appendix B', () => {
  // The RFC's secret "12345678901234567890" in base32; its eight digits end in our six.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [20_000_000_000, '353130'],
  ] as const)
    assert.equal(totpCode(secret, new Date(seconds * 1000)), code);
});

test('a code is good for one step before and after, and no further', () => {
  const secret = newTotpSecret(seededRandom('totp'));
  assert.match(secret, /^[A-Z2-7]{32}$/);
  const shown = new Date('2026-11-23T12:00:00Z');
  const step = shown.getTime() / 30_000;
  const code = totpCode(secret, shown);
  const at = (seconds: number) => matchingStep(secret, code, new Date(shown.getTime() + seconds * 1000));
  assert.deepEqual([at(-31), at(-30), at(0), at(59), at(60)], [undefined, step, step, step, undefined]);
  assert.equal(matchingStep(secret, '12345', shown), undefined);
  assert.match(totpUri(secret, 'Telltale', 'ada@telltale.example'), /^otpauth:\/\/totp\/Telltale:ada/);
});

test('recovery codes survive being typed', () => {
  const code = newRecoveryCode(seededRandom('recovery'));
  assert.match(code, /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/);
  const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
  assert.deepEqual(readCode(typed), { kind: 'recovery-code', code });
  assert.deepEqual(readCode('123 456'), { kind: 'totp', code: '123456' });
  for (const wrong of ['', '12345', `${code}A`, code.replace(/^./, 'U')]) assert.equal(readCode(wrong), undefined);
});
