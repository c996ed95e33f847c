// The terms: for everybody to read in each version, and for who proved an address to accept.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { documentVisitor, publicly } from '../../core/http/access.ts';
import { type Answer, download, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { signTerms, termsOf } from '../terms/sign-terms.ts';
import { listSignatures } from '../terms/signature-store.ts';
import { currentTerms, findTerms, type Terms } from '../terms/terms-store.ts';
import { findOwnTimeStamp } from '../terms/time-stamp-store.ts';
import { findVisitor } from '../visitors/visitor-store.ts';
import { BackToList, type Context, quiet, sitePage } from './parts.tsx';
import { oneLine } from './read-text.ts';

const text = Type.Optional(Type.String({ maxLength: 400 }));

export const termsRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.terms,
    access: publicly(),
    limit: 'page',
    summary: 'The terms under which documents are given, as they hold now.',
    handle: async context => {
      const terms = await currentTerms(context.kernel);
      if (!terms) throw refuse('not_found');
      return sitePage(context, terms.title, <TermsText terms={terms} isCurrent />);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.termsVersion,
    access: publicly(),
    limit: 'page',
    summary: 'A version of the terms.',
    handle: async context => {
      const number = /^[1-9]\d{0,5}$/.test(context.params.number) ? Number(context.params.number) : 0;
      const [terms, current] = await Promise.all([findTerms(context.kernel, number), currentTerms(context.kernel)]);
      if (!terms) throw refuse('not_found');
      return sitePage(context, terms.title, <TermsText terms={terms} isCurrent={terms.number === current?.number} />);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.accept,
    access: documentVisitor(),
    limit: 'page',
    summary: 'The terms, and a form to accept them.',
    handle: async context => acceptPage(context, { name: '', organization: '' }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.accept,
    access: documentVisitor(),
    limit: 'change',
    summary: 'Accepts the terms in the name that is typed, under the address that was proved.',
    body: Type.Object({ name: text, organization: text, sha256: text, agreed: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const name = oneLine(body.name ?? '');
      const organization = oneLine(body.organization ?? '');
      const errors: FieldErrors = {
        ...((name.length < 2 || name.length > 120) && { name: 'Enter your own name, as it stands in contracts.' }),
        ...((organization.length < 2 || organization.length > 120) && {
          organization: 'Enter the name of your organization, or “private”.',
        }),
        ...(body.agreed !== 'on' && { agreed: 'Tick this, or leave: documents are given under these terms only.' }),
      };
      if (Object.keys(errors).length > 0) return acceptPage(context, { name, organization }, errors);
      const signed = await signTerms(kernel, actor, { name, organization, sha256: body.sha256 ?? '' });
      if (!signed)
        return acceptPage(
          context,
          { name, organization },
          {
            agreed: 'The terms changed while you read them. Read the text that stands here now.',
          },
        );
      return seeOther(href(routes.documents.ask, undefined, { accepted: 'yes' }), { headers: quiet });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.signature,
    access: documentVisitor(),
    limit: 'page',
    summary: 'The record of an acceptance of one’s own, with its seal and signature.',
    handle: async ({ kernel, actor, params }) => {
      const found = (await listSignatures(kernel, actor)).find(({ id }) => id === params.id);
      if (!found) throw refuse('not_found');
      const file = download(
        Buffer.from(JSON.stringify(found.record, undefined, 2)),
        `${found.id}.json`,
        'application/json',
      );
      return { ...file, headers: { ...file.headers, ...quiet } };
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.timeStamp,
    access: documentVisitor(),
    limit: 'page',
    summary: 'The time stamp of an acceptance of one’s own, as the authority sent it (RFC 3161).',
    handle: async ({ kernel, actor, params }) => {
      const stamp = await findOwnTimeStamp(kernel, actor, params.id);
      if (!stamp) throw refuse('not_found');
      const file = download(stamp.reply, `${stamp.signature}.tsr`, 'application/timestamp-reply');
      return { ...file, headers: { ...file.headers, ...quiet } };
    },
  }),
];

function TermsText({ terms, isCurrent }: { terms: Terms; isCurrent: boolean }) {
  return (
    <>
      <h1>{terms.title}</h1>
      <p class="field-hint">
        Version {terms.number}, since <Time at={terms.since} show="date" />. SHA-256 of the text:{' '}
        <Mono>{terms.sha256}</Mono>
      </p>
      {!isCurrent && (
        <Callout tone="attention" title="Another version holds now">
          <p>
            <a href={href(routes.documents.terms)}>The terms as they hold now</a>
          </p>
        </Callout>
      )}
      <Markdown source={terms.body} topLevel={2} />
      <p>
        <BackToList />
      </p>
    </>
  );
}

type Typed = { readonly name: string; readonly organization: string };

async function acceptPage(context: Context, typed: Typed, errors: FieldErrors = {}): Promise<Answer> {
  const { kernel, actor } = context;
  if (actor.kind !== 'document-visitor') throw refuse('not_found');
  const [{ terms, signature }, visitor, before] = await Promise.all([
    termsOf(kernel, actor.id),
    findVisitor(kernel, actor.id),
    listSignatures(kernel, actor),
  ]);
  if (!visitor) throw refuse('not_found');
  if (!terms)
    return sitePage(
      context,
      'No terms yet',
      <>
        <h1>There are no terms yet</h1>
        <p>
          The security team has not published the terms under which documents are given. Nothing can be asked for until
          then.
        </p>
        <ButtonRow>
          <ButtonLink href={href(routes.documents.list)}>Back to the documents</ButtonLink>
        </ButtonRow>
      </>,
    );
  if (signature)
    return sitePage(
      context,
      'Accepted',
      <>
        <h1>You have accepted version {terms.number}</h1>
        <p>
          On <Time at={signature.at} />, as {signature.record.name}.
        </p>
        <ButtonRow>
          <ButtonLink kind="primary" href={href(routes.documents.ask)}>
            Ask for documents
          </ButtonLink>
        </ButtonRow>
      </>,
    );
  const [last] = before;
  return sitePage(
    context,
    'Accept the terms',
    <>
      <h1>Read and accept the terms</h1>
      {last && (
        <Callout tone="attention" title="Your earlier acceptance no longer stands">
          <p>
            {last.supersededBy === 'revocation'
              ? 'A document was taken back from you. Accept the terms again before you ask or read on.'
              : `You accepted version ${last.terms}. The text has changed since: accept this one before you read on.`}
          </p>
        </Callout>
      )}
      <p class="field-hint">
        {terms.title}, version {terms.number}. SHA-256 of the text: <Mono>{terms.sha256}</Mono>
      </p>
      <Markdown source={terms.body} topLevel={2} />
      <Form
        action={href(routes.documents.accept)}
        values={{
          name: typed.name || last?.record.name,
          organization: typed.organization || last?.record.organization,
        }}
        errors={errors}
      >
        <FormErrors kept="What you typed was kept." />
        <Hidden name="sha256" value={terms.sha256} />
        <p>
          You accept as <strong>{visitor.address}</strong>, the address that you proved.
        </p>
        <Field name="name" label="Your name" autocomplete="name" maxLength={120} required />
        <Field name="organization" label="Organization" autocomplete="organization" maxLength={120} required />
        <Checkbox
          name="agreed"
          label={`I have read version ${terms.number} of the terms, and accept it for myself and, as far as I may, for my organization.`}
          required
        />
        <ButtonRow>
          <Button kind="primary">Accept</Button>
        </ButtonRow>
      </Form>
      <p class="field-hint">
        We keep who accepted which text and when, sealed, for six years, whatever becomes of the request. You can
        download the record, and check its seal yourself.
        {kernel.config.timeStamps &&
          ' A time-stamping authority confirms when: it is sent the seal, a number from which nobody can tell who you are.'}
      </p>
    </>,
    { status: Object.keys(errors).length > 0 ? 422 : 200 },
  );
}
