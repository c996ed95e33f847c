// When the contacts were last tested and how it went: the same sentence wherever the public reads it.
import { Lamp, type LampState } from '../../web/ui/lamp.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { LastTest } from './test-store.ts';

export function LastTested({ last }: { last: LastTest | undefined }) {
  if (!last) return <Lamp state="dark">Our contacts were not tested yet.</Lamp>;
  return (
    <Lamp state={stateOf(last)}>
      Contacts last tested on <Time at={last.at} show="date" />: {outcome(last)}.
    </Lamp>
  );
}

const stateOf = ({ all, fails, unsure }: LastTest): LampState =>
  fails > 0 ? 'amber' : unsure === all ? 'dark' : 'lit';

function outcome({ all, fails, unsure }: LastTest): string {
  if (fails > 0) return `${fails} of ${all} failed, and the team knows`;
  if (unsure === all) return 'none failed, and none could be shown to work from here';
  return unsure === 0
    ? `all ${all} work`
    : `${all - unsure} of ${all} work, none failed; the others cannot be shown to work`;
}
