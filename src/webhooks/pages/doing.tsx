// How a webhook is doing, in sentences with what to do; and what can be done with it.
import { href, routes } from '../../catalog/routes.ts';
import type { LaneHealth } from '../../core/work/deliveries/delivery.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Unverified } from '../verify-webhook.ts';
import type { Webhook } from '../webhook.ts';

type DoingProps = {
  readonly webhook: Webhook;
  readonly health: LaneHealth | undefined;
  /** What went wrong with the proof that was asked for just now. */
  readonly fault: string | undefined;
  readonly status: string | undefined;
};

const faults: Readonly<Record<Unverified['why'], string>> = {
  'no-key':
    'The management token is older than webhooks, and cannot sign. Replace it on the page of the application, then verify.',
  'not-reached':
    'It did not answer within 15 seconds, or its address is not public, or its certificate is not trusted.',
  status: 'It must answer with status 200.',
  'no-json': 'Its answer is no JSON with a field “challenge”.',
  'wrong-challenge':
    'The challenge it sent back is not the HMAC of ours. Check that your server holds the management token of this application, and not its client secret.',
};

const isFault = (text: string | undefined): text is Unverified['why'] =>
  text !== undefined && Object.hasOwn(faults, text);

export function Doing({ webhook, health, fault, status }: DoingProps) {
  const { stopped } = webhook;
  if (isFault(fault))
    return (
      <Callout tone="attention" title="Your server did not prove itself">
        <p>
          {faults[fault]}
          {fault === 'status' && /^\d{3}$/.test(status ?? '') && ` It answered ${status}.`}
        </p>
        <HowToProve />
      </Callout>
    );
  if (stopped === 'unverified')
    return (
      <Callout tone="attention" title="Nothing is sent before your server has proved itself">
        <HowToProve />
      </Callout>
    );
  if (stopped === 'failing')
    return (
      <Callout tone="attention" title="Switched off after four days of failures">
        <p>When your server works again, switch it on, send a test, then send again what failed.</p>
      </Callout>
    );
  if (stopped === 'gone')
    return (
      <Callout tone="attention" title="Switched off: your server answered 410, gone for good">
        <p>Give it another address, or switch it on again.</p>
      </Callout>
    );
  if (stopped === null && health?.failingSince)
    return (
      <Callout tone="attention" title="It has not taken messages lately">
        <p>
          Failing since <Time at={health.failingSince} />
          {health.restsUntil && (
            <>
              ; tried again <Time at={health.restsUntil} />
            </>
          )}
          . After four days it is switched off.
        </p>
      </Callout>
    );
  return null;
}

const HowToProve = () => (
  <p>
    It gets a message of type <Mono>VERIFY</Mono> and answers 200 with{' '}
    <Mono>{'{"challenge": HMAC-SHA-256 of data.challenge in hex}'}</Mono>, made with the management token. The SDKs have
    it as <Mono>hashChallenge</Mono>.
  </p>
);

type ActsProps = { readonly at: { readonly id: string; readonly webhook: string }; readonly webhook: Webhook };

export function Acts({ at, webhook: { stopped } }: ActsProps) {
  const isOn = stopped === null;
  return (
    <div class="button-row">
      {isOn && (
        <form method="post" action={href(routes.webhooks.test, at)}>
          <Button size="small" icon="send">
            Send a test
          </Button>
        </form>
      )}
      <form method="post" action={href(routes.webhooks.verify, at)}>
        <Button
          size="small"
          {...(stopped === 'unverified' ? { kind: 'primary' as const } : { kind: 'quiet' as const })}
          icon="check"
        >
          {stopped === 'unverified' ? 'Verify now' : 'Verify again'}
        </Button>
      </form>
      {stopped !== 'unverified' && (
        <form method="post" action={href(routes.webhooks.turn, at)}>
          <Button size="small" kind="quiet" icon={isOn ? 'pause' : 'play'} name="to" value={isOn ? 'off' : 'on'}>
            {isOn ? 'Switch off' : 'Switch on'}
          </Button>
        </form>
      )}
      <ButtonLink size="small" icon="trash-2" href={href(routes.webhooks.remove, at)}>
        Remove
      </ButtonLink>
    </div>
  );
}
