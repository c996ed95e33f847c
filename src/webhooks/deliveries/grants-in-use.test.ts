// Whatever the order of lookups, changes and sends: nothing begins on a grant that changed since it was looked up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeRegister } from './grants-in-use.ts';

test('what was looked up before a change is not begun after it, and what is under way hears of it', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.constantFrom('a', 'b').map(grant => ({ kind: 'look', grant }) as const),
      fc.constantFrom('a', 'b', undefined).map(grant => ({ kind: 'change', grant }) as const),
      fc.nat(5).map(which => ({ kind: 'use', which }) as const),
    ),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async story => {
      const { register, changed } = makeRegister();
      const looked: { grant: string; began: number; isStale: boolean }[] = [];
      const running: { grant: string; signal: AbortSignal; end: () => void; isStale: boolean }[] = [];
      for (const step of story) {
        if (step.kind === 'look') looked.push({ grant: step.grant, began: register.begin(), isStale: false });
        else if (step.kind === 'change') {
          changed(step.grant);
          for (const one of [...looked, ...running])
            if (step.grant === undefined || one.grant === step.grant) one.isStale = true;
        } else {
          const one = looked[step.which % Math.max(1, looked.length)];
          if (!one) continue;
          let end = (): void => undefined;
          const ended = new Promise<void>(resolve => {
            end = resolve;
          });
          const use = register.use(one.grant, one.began, async signal => {
            running.push({ grant: one.grant, signal, end, isStale: false });
            await ended;
          });
          assert.equal(use === undefined, one.isStale);
        }
      }
      for (const { signal, isStale } of running) assert.equal(signal.aborted, isStale);
      for (const { end } of running) end();
    }),
  );
});
