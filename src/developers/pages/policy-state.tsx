// Whether the privacy policy of an application opens: owners are led there when they decide.
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Application } from '../application.ts';

/** What came of the last look, and when that was. */
export function PolicyState({ policy }: Pick<Application, 'policy'>) {
  if (!policy) return <Badge>Not looked at yet</Badge>;
  return (
    <>
      {policy.isReadable ? <Badge tone="good">Opens</Badge> : <Badge tone="attention">Does not open</Badge>}{' '}
      <Time at={policy.checkedAt} show="relative" />
    </>
  );
}

/** Why it does not open, and what to do. */
export function faultOfPolicy(fault: string | undefined): string {
  if (fault === 'empty') return 'There is a page, but nothing in it.';
  if (fault === 'not_public') return 'Its address leads into a private network: owners could not open it either.';
  const status = /^status_(\d{3})$/.exec(fault ?? '')?.[1];
  return status === undefined
    ? 'Nothing answered there. Look at the address, and whether the server is up.'
    : `The server answered ${status}. It has to answer 200, without a sign-in.`;
}
