// Panels: which of them a page shows, and in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anonymous } from './actor.ts';
import type { Kernel } from './kernel.ts';
import { loadPanels, type Panel } from './panel.ts';

const panel = (name: string, order: number, content: string | null): Panel => ({
  name,
  on: 'report',
  place: 'side',
  order,
  load: async (_kernel, _actor, subject) => content && `${content} ${subject}`,
});

test('a page shows the panels that have something to show, in their order', async () => {
  const panels = [panel('last', 30, 'c'), panel('silent', 20, null), panel('first', 10, 'a')];
  // These panels ask nothing of the kernel.
  const loaded = await loadPanels({} as Kernel, anonymous, panels, { on: 'report', subject: 'rpt_1' });
  assert.deepEqual(
    loaded.map(({ name, content }) => [name, content]),
    [
      ['first', 'a rpt_1'],
      ['last', 'c rpt_1'],
    ],
  );
});
