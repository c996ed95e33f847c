import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from './network.ts';

test('an IPv4 client is its address, an IPv6 client its /56, and nothing escapes both', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7');
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7', 'IPv4 through an IPv6 socket');
  assert.equal(networkOf('2001:db8:1:2300::1'), networkOf('2001:db8:1:23ff:ffff:ffff:ffff:ffff'));
  assert.notEqual(networkOf('2001:db8:1:2300::1'), networkOf('2001:db8:1:2400::1'));
  for (const text of ['', 'unknown', 'localhost', '1.2.3.4.5', '127.0.0.1:80'])
    assert.equal(networkOf(text), 'unknown');
});
