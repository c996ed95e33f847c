// Trying a call: which connection, with which values, and what came back.
import { href, routes } from '../../catalog/routes.ts';
import {
  isVehicleErrorCode,
  type VehicleErrorEntry,
  vehicleErrorPath,
  vehicleErrors,
} from '../../catalog/vehicle-errors.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Badge, Callout, CodeBlock, DefinitionList, Mono } from '../../web/ui/text.tsx';
import type { Call } from '../call.ts';
import { curl, type Values } from '../sample-code.ts';
import { askedParameters, isCommand, type TryForm } from '../tried-request.ts';
import { type Answered, type Offer, offerId } from '../try-call.ts';
import { hrefOf } from './call-list.tsx';

export type Tried = { readonly answered: Answered; readonly values: Values };

type TryItProps = {
  call: Call;
  origin: string;
  /** Undefined for visitors who are not signed in. */
  offers: readonly Offer[] | undefined;
  values: TryForm;
  errors: TryForm;
  tried: Tried | undefined;
};

export function TryIt({ call, origin, offers, values, errors, tried }: TryItProps) {
  return (
    <Section
      title="Try it"
      id="try"
      intro={
        <p>
          Sends the call as your application would, to a test or simulated car. The same permissions, limits and logs
          hold. Cars of real owners are not offered.
        </p>
      }
    >
      {tried && <Outcome call={call} origin={origin} tried={tried} />}
      {offers === undefined ? (
        <ButtonRow>
          <ButtonLink kind="primary" href={href(routes.accounts.signIn, undefined, { next: hrefOf(call) })}>
            Sign in to try it
          </ButtonLink>
        </ButtonRow>
      ) : offers.length === 0 ? (
        <EmptyState
          title="No test car is connected yet"
          icon="car"
          action={{ href: href(routes.developers.home), label: 'Choose an application' }}
        >
          <p>
            Open Connect from your application’s quick start: in test mode any brand, e-mail and password will do. Then
            come back.
          </p>
        </EmptyState>
      ) : (
        <Form action={`${hrefOf(call)}#try`} values={values} errors={errors} label="Try this call">
          <FormErrors kept="What you filled in was kept." />
          <Select
            name="connection"
            label="Connection"
            options={offers.map(offer => ({ value: offerId(offer), label: offer.label }))}
            required
          />
          {askedParameters(call).map(({ name, in: place, about, words, isRequired }) =>
            words ? (
              <Select
                key={name}
                name={`${place}.${name}`}
                label={name}
                hint={about}
                placeholder="Not sent"
                options={words.map(word => ({ value: word, label: word }))}
                width="medium"
              />
            ) : (
              <Field
                key={name}
                name={`${place}.${name}`}
                label={name}
                hint={about || undefined}
                required={place === 'path' || isRequired}
                width="medium"
                autocomplete="off"
                spellcheck={false}
                mono
              />
            ),
          )}
          {call.body && <TextArea name="body" label="Body" rows={bodyRows(values['body'])} mono />}
          <ButtonRow>
            <Button kind="primary" icon="send">
              {isCommand(call) ? 'Tell the car' : 'Send the call'}
            </Button>
          </ButtonRow>
        </Form>
      )}
    </Section>
  );
}

const bodyRows = (text = ''): number => Math.min(16, Math.max(3, text.split('\n').length));

function Outcome({ call, origin, tried }: { call: Call; origin: string; tried: Tried }) {
  const { status, headers, requestId, body } = tried.answered;
  return (
    <Section
      title="What came back"
      level={3}
      id="outcome"
      aside={<Badge tone={status < 400 ? 'good' : 'bad'}>Status {status}</Badge>}
    >
      {status >= 400 && <Explained body={body} />}
      <CodeBlock label="Body that came back">{body || '(no body)'}</CodeBlock>
      <DefinitionList
        items={[
          { term: 'Request id', detail: <Mono>{requestId}</Mono> },
          ...headers
            .filter(([name]) => name !== 'sc-request-id')
            .map(([name, value]) => ({ term: name, detail: <Mono>{value}</Mono> })),
        ]}
      />
      <p>The same by hand, with a token of this connection:</p>
      <CodeBlock label="The same call with curl" copies="command">
        {curl(call, origin, { ...tried.values, body: oneLine(tried.values.body) })}
      </CodeBlock>
    </Section>
  );
}

const oneLine = (json: string | undefined): string | undefined => json && JSON.stringify(JSON.parse(json));

/** What an error means, and what to do. */
function Explained({ body }: { body: string }) {
  const code = codeIn(body);
  if (code === undefined || !isVehicleErrorCode(code)) return null;
  const { description, resolution }: VehicleErrorEntry = vehicleErrors[code];
  return (
    <Callout tone="attention" title={code}>
      <p>
        {description} {resolution === null ? '' : adviceOf[resolution]}{' '}
        <a href={vehicleErrorPath(code)}>More about this error</a>
      </p>
    </Callout>
  );
}

const adviceOf: Readonly<Record<NonNullable<VehicleErrorEntry['resolution']>, string>> = {
  RETRY_LATER: 'Send it again later.',
  REAUTHENTICATE: 'Ask for the permission in Connect, and connect again.',
  CONTACT_SUPPORT: 'Write to whoever runs this installation.',
};

function codeIn(body: string): string | undefined {
  try {
    const { type, code } = JSON.parse(body) as { type?: unknown; code?: unknown };
    return typeof type === 'string' ? [type, ...(typeof code === 'string' ? [code] : [])].join('.') : undefined;
  } catch {
    return undefined;
  }
}
