// The certificate of an erasure, for whoever has its address: the person has no account any more.
import { href, routes } from '../../catalog/routes.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { heldName } from '../../core/erasure/held-items.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html, json, jsonText } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { ManifestShape } from '../export/archive-shape.ts';
import { heldWords } from '../parts.ts';
import { findByCertificate } from '../request-store.ts';

/** What is read from the certificate again; only `makeCertificate` wrote it. */
type Told = {
  readonly erased_at: string;
  readonly no_backup_readable_after: string;
  readonly data_keys_destroyed: number;
  readonly ledger: { readonly entry: number };
  readonly held: readonly { readonly part: string; readonly item?: string; readonly until: string }[];
  readonly stays: readonly { readonly what: string; readonly why: string }[];
  readonly orders_to_delete: readonly { readonly application: string; readonly due_at: string }[];
};

const find = async (kernel: Kernel, token: string) => {
  const found = await findByCertificate(kernel, hashToken(token));
  if (!found) throw refuse('not_found');
  return found;
};

const show = defineRoute({
  method: 'GET',
  at: routes.rights.certificate,
  access: publicly(),
  limit: 'page',
  summary: 'How far an erasure is, and its certificate.',
  handle: async context => {
    const { state, runsAt, certificate } = await find(context.kernel, context.params.token);
    const told = certificate === null ? undefined : (JSON.parse(certificate) as Told);
    return html(
      renderPage(
        <SitePage shell={shell(context)} title="Certificate of erasure">
          <h1>Certificate of erasure</h1>
          {told ? (
            <Certified told={told} token={context.params.token} />
          ) : state === 'withdrawn' ? (
            <p>The erasure was taken back. Nothing was erased.</p>
          ) : (
            <p>
              Not yet: the erasure happens {runsAt ? <Time at={runsAt} /> : 'soon'}. Come back then; keep the address.
            </p>
          )}
        </SitePage>,
      ),
      { headers: { 'x-robots-tag': 'noindex', 'referrer-policy': 'no-referrer' } },
    );
  },
});

function Certified({ told, token }: { told: Told; token: string }) {
  return (
    <>
      {told.held.length > 0 && (
        <Callout
          tone="attention"
          title={told.held.length === 1 ? 'One part is kept by law for now' : 'Some of it is kept by law for now'}
        >
          {told.held.map(one => (
            <p key={heldName(one.part, one.item)}>
              It concerns {heldWords(one)}, until <Time at={new Date(one.until)} show="date" /> at the latest. It is
              erased when that ends, and this certificate is replaced.
            </p>
          ))}
        </Callout>
      )}
      <DefinitionList
        items={[
          { term: 'Erased', detail: <Time at={new Date(told.erased_at)} /> },
          {
            term: 'No backup can be read after',
            detail: <Time at={new Date(told.no_backup_readable_after)} />,
          },
          {
            term: 'Keys destroyed',
            detail:
              told.held.length > 0 && told.data_keys_destroyed === 0
                ? 'None yet: what is kept needs them'
                : String(told.data_keys_destroyed),
          },
          { term: 'In the ledger of erasures', detail: `entry ${told.ledger.entry}` },
        ]}
      />
      {told.orders_to_delete.length > 0 && (
        <Section title="Apps that were ordered to delete what they hold">
          <ul>
            {told.orders_to_delete.map(({ application, due_at }) => (
              <li key={application}>
                {application}, by <Time at={new Date(due_at)} show="date" />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="What stays, and why">
        <DefinitionList items={told.stays.map(({ what, why }) => ({ term: what, detail: why }))} />
      </Section>
      <Section title="Check it yourself">
        <p>
          The file is signed with Ed25519. The keys are at{' '}
          <a href={href(routes.site.keys)}>
            <Mono>{href(routes.site.keys)}</Mono>
          </a>
          , under the name <Mono>receipt</Mono>.
        </p>
        <ButtonRow>
          <ButtonLink icon="download" href={href(routes.rights.certificateFile, { token })} download="erasure.json">
            Download the certificate (JSON)
          </ButtonLink>
        </ButtonRow>
      </Section>
    </>
  );
}

const file = defineRoute({
  method: 'GET',
  at: routes.rights.certificateFile,
  access: publicly(),
  limit: 'lookup',
  summary: 'The signed certificate of an erasure.',
  handle: async ({ kernel, params }) => {
    const { certificate } = await find(kernel, params.token);
    if (certificate === null) throw refuse('not_found');
    return jsonText(certificate, { headers: { 'referrer-policy': 'no-referrer' } });
  },
});

const schema = defineRoute({
  method: 'GET',
  at: routes.rights.schema,
  access: publicly(),
  limit: 'lookup',
  summary: 'JSON Schema of the manifest in a copy of somebody’s data.',
  handle: async () => json(ManifestShape),
});

export const certificateRoutes = [show, file, schema];
