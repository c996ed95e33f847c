// What each error of the vehicle API means: where the `docURL` of its bodies leads.
import { href, routes } from '../../catalog/routes.ts';
import {
  type VehicleErrorEntry,
  vehicleErrorAnchor,
  vehicleErrorFamily,
  vehicleErrors,
} from '../../catalog/vehicle-errors.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { DefinitionList, Mono } from '../../web/ui/text.tsx';

type NamedError = VehicleErrorEntry & { readonly name: string };

const named: readonly NamedError[] = Object.entries(vehicleErrors).map(([name, entry]) => ({ name, ...entry }));
const families = Map.groupBy(named, vehicleErrorFamily);

/** What an application does about an error, by the `resolution` that its body names. */
const advice: Readonly<Record<NonNullable<VehicleErrorEntry['resolution']>, string>> = {
  RETRY_LATER: 'Send the same request again later; wait longer each time.',
  REAUTHENTICATE: 'Send the owner through Connect again.',
  CONTACT_SUPPORT: 'Write to whoever runs this installation.',
};

/** The errors of the vehicle API by type, each leading to its page. */
export function VehicleErrorList() {
  return (
    <Section title="Errors of the vehicle API" intro={<p>Their bodies name type and code, and lead here.</p>}>
      <Table
        caption="Errors of the vehicle API"
        captionHidden
        rows={[...families]}
        rowKey={([family]) => family}
        columns={[
          {
            key: 'type',
            label: 'Type',
            main: true,
            cell: ([family, [first]]) => <a href={href(routes.site.vehicleErrors, { family })}>{first?.type}</a>,
          },
          { key: 'status', label: 'Status', numeric: true, narrow: true, cell: ([, [first]]) => first?.status },
          {
            key: 'codes',
            label: 'Codes',
            cell: ([, entries]) => entries.map(({ code }) => code ?? 'none').join(', '),
          },
        ]}
      />
    </Section>
  );
}

const family = defineRoute({
  method: 'GET',
  at: routes.site.vehicleErrors,
  access: publicly(),
  limit: 'page',
  summary: 'What the errors of one type of the vehicle API mean and what to do about them.',
  handle: async context => {
    const entries = families.get(context.params.family);
    const [first] = entries ?? [];
    if (entries === undefined || first === undefined) throw refuse('not_found');
    const title = `${first.type} errors`;
    return html(
      renderPage(
        <SitePage shell={shell(context)} title={title}>
          <p>
            <a href={href(routes.site.errors)}>Error codes</a>
          </p>
          <h1>{title}</h1>
          <p class="lead">
            The vehicle API answers these with status {first.status}. The names never change; decide by{' '}
            <Mono>type</Mono> and <Mono>code</Mono>, not by the description.
          </p>
          {entries.map(entry => (
            <Section key={entry.name} id={vehicleErrorAnchor(entry)} title={entry.code ?? 'Without a code'}>
              <p>{entry.description}</p>
              <DefinitionList items={factsOf(entry)} />
            </Section>
          ))}
        </SitePage>,
      ),
    );
  },
});

function factsOf({ code, resolution, suggestedUserMessage, v1 }: NamedError) {
  return [
    { term: 'Code', detail: <Mono>{code ?? 'null'}</Mono> },
    ...(resolution === null ? [] : [{ term: 'What to do', detail: advice[resolution] }]),
    ...(suggestedUserMessage === null ? [] : [{ term: 'To tell the owner', detail: `“${suggestedUserMessage}”` }]),
    {
      term: 'In version 1',
      detail: (
        <>
          <Mono>{v1.error}</Mono>
          {v1.code !== null && (
            <>
              , code <Mono>{v1.code}</Mono>
            </>
          )}
        </>
      ),
    },
  ];
}

export const vehicleErrorRoutes = [family];
