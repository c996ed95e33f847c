import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeOfVin, manufacturerIdentifiers, vinCheckDigit, vinFault } from './vehicle.ts';

test('published VINs are well formed', () => {
  // 49 CFR 565 uses the first; the next four are the contract's compatibility vectors (vehicle-platform §8.1).
  const vins = [
    '1M8GDM9AXKP042788',
    '5YJXCDE22HF068739',
    '5YJSA1E29LF403082',
    'WAUAFAFL1GN014882',
    'WBAKE5C58DJ107700',
  ];
  for (const vin of vins) {
    assert.equal(vinFault(vin), null, vin);
    assert.equal(vin.charAt(8), vinCheckDigit(vin));
  }
});

test('VINs from outside North America need no check digit', () => {
  for (const vin of ['0SCGMCT0386A85356', 'WVWZZZAUZHU100200', 'VF1RJB00X0U123456'])
    assert.equal(vinFault(vin), null, vin);
});

test('what is wrong is told apart', () => {
  assert.equal(vinFault(''), 'length');
  assert.equal(vinFault('1M8GDM9AXKP04278'), 'length');
  for (const letter of ['I', 'O', 'Q', 'a', '-', 'é'])
    assert.equal(vinFault(`1M8GDM9AXKP04278${letter}`), 'characters');
  assert.equal(vinFault('1M8GDM9A1KP042788'), 'check_digit');
});

test('one wrong character of a North American VIN is nearly always noticed, a changed digit always', () => {
  const vin = '1M8GDM9AXKP042788';
  const position = fc.integer({ min: 11, max: 16 });
  fc.assert(
    fc.property(position, fc.integer({ min: 0, max: 9 }), (at, digit) => {
      const changed = vin.slice(0, at) + digit + vin.slice(at + 1);
      assert.equal(vinFault(changed), changed === vin ? null : 'check_digit');
    }),
  );
});

test('the make follows from the manufacturer, and no manufacturer has two makes', () => {
  assert.equal(makeOfVin('5YJXCDE22HF068739'), 'TESLA');
  assert.equal(makeOfVin('WAUAFAFL1GN014882'), 'AUDI');
  assert.equal(makeOfVin('0SCGMCT0386A85356'), 'CHEVROLET');
  assert.equal(makeOfVin('0SCAUDI012FE3B132'), 'AUDI');
  assert.equal(makeOfVin('1SCGMCT0386A85356'), null);
  assert.deepEqual([vinFault('0SCAUDI012FE3B132'), vinFault('0SCAUDI012FE3B13Q')], [null, 'characters']);
  const codes = Object.values(manufacturerIdentifiers).flat();
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[A-HJ-NPR-Z0-9]{3}$/);
});
