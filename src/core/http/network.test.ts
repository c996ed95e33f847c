import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf, wideNetworkOf } from './network.ts';

test('an IPv4 client is its address, an IPv6 client its /56, and nothing escapes both', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7');
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7', 'IPv4 through an IPv6 socket');
  assert.equal(networkOf('2001:db8:1:2300::1'), networkOf('2001:db8:1:23ff:ffff:ffff:ffff:ffff'));
  assert.notEqual(networkOf('2001:db8:1:2300::1'), networkOf('2001:db8:1:2400::1'));
  for (const text of ['', 'unknown', 'localhost', '1.2.3.4.5', '127.0.0.1:80'])
    assert.equal(networkOf(text), 'unknown');
});

test('a wider network is a /24 or a /48; an address from inside says nothing', () => {
  assert.equal(wideNetworkOf('198.51.100.77'), '198.51.100.0/24');
  assert.equal(wideNetworkOf('::ffff:198.51.100.1'), '198.51.100.0/24');
  assert.equal(wideNetworkOf('2001:db8:1:2300::1'), '2001:db8:1::/48');
  for (const inside of [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.9',
    '172.17.0.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    'x',
  ])
    assert.equal(wideNetworkOf(inside), undefined, inside);
});
