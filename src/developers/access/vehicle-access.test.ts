// The smallest set of permissions, whatever was picked.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type SignalId, signals } from '../../catalog/signals.ts';
import { type Command, commands } from '../../catalog/vehicle-endpoints.ts';
import { permissionsFor, readAccess, readStoredAccess, scopeOf, writeAccess } from './vehicle-access.ts';

const anyAccess = fc.record({
  signals: fc.subarray(Object.keys(signals) as SignalId[]),
  commands: fc.subarray(Object.keys(commands) as Command[]),
  required: fc.subarray(['read_odometer', 'read_location', 'control_security']),
});

describe('vehicle access', () => {
  test('what was picked is opened, and nothing that was not needed', () => {
    fc.assert(
      fc.property(anyAccess, picked => {
        const access = readAccess(picked);
        const permissions = permissionsFor(access);
        for (const id of access.signals) assert.ok(permissions.includes(signals[id].permission));
        for (const one of permissions) {
          const isNeeded =
            access.signals.some(id => signals[id].permission === one) ||
            access.commands.some(command => commands[command].permission === one);
          assert.ok(isNeeded, one);
        }
        for (const one of access.required)
          assert.ok(permissions.includes(one), 'what is required follows from the rest');
        assert.deepEqual(readStoredAccess(writeAccess(access)), access);
      }),
    );
  });

  test('as a scope, required ones are marked', () => {
    const access = readAccess({
      signals: ['location', 'odometer'],
      commands: ['lock_or_unlock'],
      required: ['read_odometer'],
    });
    assert.equal(scopeOf(access), 'required:read_odometer read_location control_security');
    assert.equal(scopeOf(readAccess({ signals: ['made_up'], required: ['read_vin'] })), '');
  });
});
