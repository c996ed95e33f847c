// The parts of a call's page: parameters, body, code, answer, errors.
import { type ErrorCode, errors } from '../../catalog/errors.ts';
import { href, routes } from '../../catalog/routes.ts';
import { findScope } from '../../catalog/scopes.ts';
import { signalIds, signals } from '../../catalog/signals.ts';
import {
  isVehicleErrorCode,
  type VehicleErrorEntry,
  vehicleErrorPath,
  vehicleErrors,
} from '../../catalog/vehicle-errors.ts';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { CodeBlock, DefinitionList, Mono } from '../../web/ui/text.tsx';
import type { Call, FieldRow } from '../call.ts';
import { curl, sdkCode, shownValues } from '../sample-code.ts';
import { Address, Name } from './call-list.tsx';

const proofWords: Readonly<Record<Call['proof'], string>> = {
  none: 'Nothing: it is public.',
  token: 'An access token',
  'token-or-none': 'An access token, or nothing',
  client: 'Basic authentication of the application',
};

/** What a call needs, at a glance. */
export function Needs({ call }: { call: Call }) {
  const scope = call.permission === undefined ? undefined : findScope(call.permission);
  return (
    <DefinitionList
      items={[
        { term: 'Call', detail: <Address {...call} /> },
        { term: 'Needs', detail: proofWords[call.proof] },
        ...(call.permission === undefined
          ? []
          : [
              {
                term: scope ? 'Permission' : 'Token scope',
                detail: scope ? (
                  <>
                    <a href={`${href(routes.reference.home)}#${scope.name}`}>
                      <Mono>{scope.name}</Mono>
                    </a>
                    , which opens {scope.opens}
                  </>
                ) : (
                  <Mono>{call.permission}</Mono>
                ),
              },
            ]),
        ...(call.makes.length > 0 ? [{ term: 'Makes', detail: call.makes.join(', ') }] : []),
        ...(call.units.length > 0 ? [{ term: 'Units', detail: call.units.map(unitWords).join('; ') }] : []),
      ]}
    />
  );
}

const unitWords = ({ of, metric, imperial }: Call['units'][number]): string =>
  metric === imperial ? `${of}: ${metric}` : `${of}: ${metric}, or ${imperial} when imperial`;

/** Parameters and the body's fields. */
export function Inputs({ call }: { call: Call }) {
  const { parameters, body } = call;
  if (parameters.length === 0 && body === undefined) return null;
  return (
    <Section title="Request" id="request">
      {parameters.length > 0 && (
        <Fields
          caption="Parameters"
          rows={parameters.map(one => ({ ...one, place: `in the ${one.in === 'header' ? 'headers' : one.in}` }))}
        />
      )}
      {body && body.fields.length > 0 && (
        <Section title="Body" level={3} intro={<p>{body.type}</p>}>
          <Fields caption="Fields of the body" rows={body.fields.map(one => ({ ...one, place: '' }))} />
        </Section>
      )}
    </Section>
  );
}

function Fields({ caption, rows }: { caption: string; rows: readonly (FieldRow & { place: string })[] }) {
  return (
    <Table
      caption={caption}
      captionHidden
      dense
      rows={rows}
      rowKey={({ name, place }) => place + name}
      columns={[
        {
          key: 'name',
          label: 'Name',
          main: true,
          cell: ({ name, isRequired, place }) => (
            <>
              <Mono>{name}</Mono>
              <span class="field-place">
                {[isRequired ? 'required' : 'optional', place].filter(Boolean).join(', ')}
              </span>
            </>
          ),
        },
        { key: 'type', label: 'Is', cell: ({ type }) => type },
        { key: 'about', label: 'Meaning', cell: ({ about }) => about || '–' },
      ]}
    />
  );
}

/** The same request by hand and by SDK. */
export function Examples({ call, origin }: { call: Call; origin: string }) {
  const values = shownValues(call);
  const sdks = sdkCode(call, values);
  return (
    <Section title="Example" id="example">
      <CodeBlock label="Request with curl" copies="command">
        {curl(call, origin, values)}
      </CodeBlock>
      {sdks.length > 0 && (
        <dl class="sdk-lines">
          {sdks.map(({ language, code }) => (
            <div key={language}>
              <dt>{language}</dt>
              <dd>
                <CodeBlock label={`Request with the ${language} SDK`}>{code}</CodeBlock>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

/** The answer as an installation with simulated cars gave it. */
export function ExampleAnswer({ call: { answer } }: { call: Call }) {
  const { status, headers, example, noExample, type } = answer;
  return (
    <Section
      title="Answer"
      id="answer"
      intro={
        <p>
          Status {status}
          {type === undefined ? ', without a body' : `, ${type}`}.
        </p>
      }
    >
      {headers.length > 0 && (
        <Table
          caption="Headers of the answer"
          captionHidden
          dense
          rows={headers}
          rowKey={({ name }) => name}
          columns={[
            { key: 'name', label: 'Header', main: true, cell: ({ name }) => <Mono>{name}</Mono> },
            { key: 'about', label: 'Meaning', cell: ({ about }) => about },
            { key: 'example', label: 'Example', cell: ({ example }) => (example ? <Mono>{example}</Mono> : '–') },
          ]}
        />
      )}
      {example !== undefined && (
        <CodeBlock label="Body of the answer" window>
          {typeof example === 'string' ? example : JSON.stringify(example, null, 2)}
        </CodeBlock>
      )}
      {noExample !== undefined && (
        <p>No example is shown: {noExample.replace(/^[A-Z](?=[a-z ])/, first => first.toLowerCase())}</p>
      )}
    </Section>
  );
}

type ErrorRow = {
  readonly code: string;
  readonly href: string | undefined;
  readonly status: string;
  readonly text: string;
};

function errorRow(code: string): ErrorRow {
  if (isVehicleErrorCode(code)) {
    const { status, description }: VehicleErrorEntry = vehicleErrors[code];
    return { code, href: vehicleErrorPath(code), status: String(status), text: description };
  }
  if (Object.hasOwn(errors, code)) {
    const { status, title } = errors[code as ErrorCode];
    return { code, href: href(routes.site.error, { code }), status: String(status), text: `${title}.` };
  }
  return { code, href: undefined, status: '', text: oauthWords[code] ?? '' };
}

/** The error codes of OAuth and of Connect's answers (RFC 6749 §4.1.2.1, §5.2; RFC 9449 §5, §8). */
const oauthWords: Readonly<Record<string, string>> = {
  access_denied: 'The owner said no.',
  invalid_client: 'The application is unknown, or its secret is wrong. Status 401.',
  invalid_dpop_proof: 'The DPoP proof is missing or does not fit this request.',
  invalid_request: 'A parameter is missing, malformed, or names a code or token that is not good any more.',
  invalid_scope: 'A permission of this name does not exist.',
  invalid_subscription: 'The owner’s connected services are not active.',
  no_vehicles: 'There is no car in the owner’s account.',
  server_error: 'Something failed on our side, or at the maker.',
  unauthorized_client: 'The application may not ask in this way.',
  unsupported_grant_type: 'The grant type is none of those listed.',
  use_dpop_nonce: 'Repeat the request with the nonce of the DPoP-Nonce header.',
  vehicle_incompatible: 'The owner’s cars cannot do what was required.',
};

/** Every error of a call, each leading to its page. */
export function Errors({ call }: { call: Call }) {
  if (call.errors.length === 0) return null;
  return (
    <Section
      title="Errors"
      id="errors"
      intro={
        call.api === 'v2' || call.api === 'v3' ? (
          <p>The body names type and code, says what to do in resolution, and leads to the error’s page in docURL.</p>
        ) : undefined
      }
    >
      <Table
        caption="Errors"
        captionHidden
        dense
        rows={call.errors.map(errorRow)}
        rowKey={({ code }) => code}
        columns={[
          {
            key: 'code',
            label: 'Error',
            main: true,
            cell: row =>
              row.href === undefined ? (
                <Name>{row.code}</Name>
              ) : (
                <a href={row.href}>
                  <Name>{row.code}</Name>
                </a>
              ),
          },
          { key: 'status', label: 'Status', numeric: true, narrow: true, cell: ({ status }) => status || '–' },
          { key: 'text', label: 'Meaning', cell: row => row.text },
        ]}
      />
    </Section>
  );
}

/** Every signal of version 3 with its code and permission, for the calls that read them. */
export function SignalCodes() {
  const rows = signalIds.flatMap(id => {
    const { v3, label, permission } = signals[id];
    return v3 === null ? [] : [{ code: v3.code, label, permission }];
  });
  return (
    <Section title="Signals" id="signals">
      <Disclosure summary={`All ${rows.length} codes with their permissions`}>
        <Table
          caption="Codes of signals"
          captionHidden
          dense
          rows={rows}
          rowKey={({ code }) => code}
          columns={[
            { key: 'code', label: 'Code', main: true, cell: ({ code }) => <Mono>{code}</Mono> },
            { key: 'label', label: 'Signal', cell: ({ label }) => label },
            { key: 'permission', label: 'Permission', cell: ({ permission }) => <Mono>{permission}</Mono> },
          ]}
        />
      </Disclosure>
    </Section>
  );
}
