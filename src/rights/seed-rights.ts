// The demo's requests: one that waits, one that took more time, and one that is answered; and a legal hold on a report.
import { findPersonByEmail } from '../accounts/index.ts';
import { demoPeople } from '../catalog/demo-people.ts';
import type { Person } from '../core/actor.ts';
import { after, DAY } from '../core/clock.ts';
import { heldName } from '../core/erasure/held-items.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts, PersonalDataHolder } from '../core/module.ts';
import { askInWords } from './ask-request.ts';
import { answer, extend } from './desk/answer-request.ts';
import { setHold } from './holds/set-hold.ts';

type Holders = () => readonly PersonalDataHolder[];

/**
 * Seeds by a clock that runs behind, through the same actions as people.
 * @param holders what the modules hold of people
 */
export const seedRights =
  (holders: Holders) =>
  async (kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> => {
    const [owner, admin, researcher] = await Promise.all([
      findPersonByEmail(kernel, demoPeople.owner.email),
      findPersonByEmail(kernel, demoPeople.admin.email),
      findPersonByEmail(kernel, demoPeople.researcher.email),
    ]);
    if (!owner || !admin) return facts;
    const asOwner = asPerson(kernel, owner.id);
    const asAdmin = asPerson(kernel, admin.id);
    const now = kernel.clock.now();
    await kernel.transaction(async inside => {
      const at = (days: number): Kernel => ({
        ...inside,
        clock: { now: () => after(now, -days * DAY) },
        transaction: work => work(at(days)),
      });
      const corrected = await askInWords(
        at(52),
        asOwner,
        'rectify',
        'My Volt is shown as a 2016 model. Its papers say that it was built for 2017. (A request of the demo.)',
      );
      await answer(at(48), asAdmin, corrected, {
        state: 'done',
        text: 'You are right. The year comes from the maker; we have asked them, and it is 2017 now.',
      });
      const objected = await askInWords(
        at(24),
        asOwner,
        'object',
        'Please do not keep the calls of apps about my cars for 14 days. A day would do. (A request of the demo.)',
      );
      await extend(
        at(4),
        asAdmin,
        objected,
        'The log is shared by all apps. We have to find out which of them need it for how long.',
      );
      await askInWords(
        at(27),
        asOwner,
        'restrict',
        'While the question of the year is open, please give it to nobody. (A request of the demo.)',
      );
      if (researcher) await holdReport(at(9), asAdmin, holders(), researcher.id);
    });
    return facts;
  };

/** Keeps the first report that somebody sent, where they sent one. */
async function holdReport(
  kernel: Kernel,
  admin: Person,
  holders: readonly PersonalDataHolder[],
  who: string,
): Promise<void> {
  const reports = await holders.find(({ name }) => name === 'reports')?.items?.list(kernel, who);
  const [first] = reports ?? [];
  if (first === undefined) return;
  const faults = await setHold(kernel, admin, holders, {
    who,
    part: heldName('reports', first.id),
    reason:
      'A supplier claims damages over what this report found. Its sender, and what was written to them, have to stay until the court has decided. (A hold of the demo.)',
    until: after(kernel.clock.now(), 540 * DAY)
      .toISOString()
      .slice(0, 10),
  });
  if (Object.keys(faults).length > 0) throw new Error(`the demo's hold was refused: ${Object.keys(faults)}`);
}

const asPerson = (kernel: Kernel, id: string): Person => ({
  kind: 'person',
  id,
  session: 'demo',
  staffRole: undefined,
  signedInAt: kernel.clock.now(),
});
