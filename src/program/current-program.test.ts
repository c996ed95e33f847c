import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../test/support/world.ts';
import { system } from '../core/actor.ts';
import { prepareProgram } from './first-program.ts';
import { checkScope, currentProgram, policyClauses } from './index.ts';
import { listPolicies } from './program-store.ts';
import { publishScope } from './publish-version.ts';

test('a fresh installation has a program: its own host is in scope, and nothing else', async () => {
  await using world = await openWorld();
  const program = await currentProgram(world.kernel);
  assert.equal(program.policyVersion.number, 1);
  assert.match(program.policyVersion.sha256, /^[0-9a-f]{64}$/);
  assert.equal(checkScope(program.rules, 'http://127.0.0.1:8080/report').verdict, 'in');
  assert.equal(checkScope(program.rules, 'http://127.0.0.1:8081/').verdict, 'out');
  assert.equal(checkScope(program.rules, 'https://example.com/').verdict, 'out');
  assert.ok(policyClauses(program.policyVersion.body).length > 10);

  await prepareProgram(world.kernel);
  assert.equal((await listPolicies(world.kernel)).length, 1, 'a second start adds nothing');
});

test('what is published counts at once, within its transaction and after it; a rollback leaves no trace', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const before = await currentProgram(kernel);
  const rules = [
    ...before.rules,
    { id: 'more', effect: 'allow', match: 'exact-host', identifier: 'a.example' } as const,
  ];

  await assert.rejects(
    kernel.transaction(async kernel => {
      await publishScope(kernel, system('test'), { basedOn: 1, rules });
      assert.equal((await currentProgram(kernel)).scopeVersion.number, 2);
      throw new Error('roll back');
    }),
    /roll back/,
  );
  assert.equal((await currentProgram(kernel)).scopeVersion.number, 1);

  await publishScope(kernel, system('test'), { basedOn: 1, rules });
  assert.equal((await currentProgram(kernel)).scopeVersion.number, 2);
  await assert.rejects(publishScope(kernel, system('test'), { basedOn: 1, rules: [] }), /conflict/);
});
