// When the contacts were last tested and how it went: the same sentence wherever the public reads it.
import { Lamp } from '../../web/ui/lamp.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { LastTest } from './test-store.ts';

export function LastTested({ last }: { last: LastTest | undefined }) {
  if (!last) return <Lamp state="dark">Our contacts were not tested yet.</Lamp>;
  return (
    <Lamp state={last.fails === 0 ? 'lit' : 'amber'}>
      Contacts last tested on <Time at={last.at} show="date" />: {outcome(last)}.
    </Lamp>
  );
}

function outcome({ all, fails, unsure }: LastTest): string {
  if (fails > 0) return `${fails} of ${all} failed, and the team knows`;
  return unsure === 0
    ? `all ${all} work`
    : `${all - unsure} of ${all} work, none failed; the others cannot be shown to work`;
}
