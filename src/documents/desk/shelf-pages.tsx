// The shelf: documents that can be asked for, and their versions.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { ButtonLink } from '../../web/ui/button.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { LARGEST_FILE } from '../marks/open-pdf.ts';
import { oneLine } from '../pages/read-text.ts';
import {
  type DocumentFields,
  type DocumentState,
  editDocument,
  findDocument,
  insertDocument,
  listDocuments,
  listVersions,
  type RequestedDocument,
  supersedeCurrent,
} from '../shelf/document-store.ts';
import { approvalWords } from '../shelf/list-offered.ts';
import { publishVersion } from '../shelf/publish-version.ts';
import { DocumentView, stateWords } from './document-view.tsx';
import { type Context, deskPage } from './frame.tsx';

const text = Type.Optional(Type.String({ maxLength: 2_000 }));
const revision = Type.Optional(Type.String({ pattern: '^\\d{1,9}$' }));
const fields = Type.Object({ title: text, about: text, approvals: text, grantDays: text, state: text, revision });
const manage = () => staff('documents.manage');

const doneWords: Readonly<Record<string, string>> = {
  saved: 'Saved.',
  published: 'The version is on the shelf. Each page of it can be marked.',
};

export const shelfRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.shelf,
    access: manage(),
    limit: 'page',
    summary: 'Documents that can be asked for.',
    handle: async context => shelfPage(context),
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.newDocument,
    access: manage(),
    limit: 'page',
    summary: 'An empty form for a document.',
    handle: async context =>
      documentPage(context, undefined, { approvals: '1', grantDays: '30', state: 'draft', revision: '0' }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.newDocument,
    access: manage(),
    limit: 'change',
    summary: 'Puts a document on the shelf.',
    body: fields,
    handle: async context => {
      const { kernel, actor, body } = context;
      const read = readDocument(body);
      if ('errors' in read) return documentPage(context, undefined, body, { errors: read.errors });
      const id = await kernel.transaction(async kernel => {
        const id = await insertDocument(kernel, actor, read);
        await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'documents.edit', subject: id });
        return id;
      });
      return seeOther(href(routes.documents.document, { id }, { done: 'saved' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.document,
    access: manage(),
    limit: 'page',
    summary: 'A document with its versions.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => {
      const found = await documentAt(context, context.params.id);
      return documentPage(context, found, valuesOf(found), { done: doneWords[context.query.done ?? ''] });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.document,
    access: manage(),
    limit: 'change',
    summary: 'Edits a document.',
    body: fields,
    handle: async context => {
      const { kernel, actor, body } = context;
      const found = await documentAt(context, context.params.id);
      const read = readDocument(body);
      if ('errors' in read) return documentPage(context, found, body, { errors: read.errors });
      const kept = await kernel.transaction(async kernel => {
        if (!(await editDocument(kernel, actor, { id: found.id, revision: Number(body.revision ?? -1), ...read })))
          return false;
        // Who could read it on a day stays true: taking it off the shelf is the end of each grant.
        if (found.state === 'listed' && read.state !== 'listed') await supersedeCurrent(kernel, found.id);
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'documents.edit',
          subject: found.id,
          details: { state: read.state, approvals: read.approvals },
        });
        return true;
      });
      if (kept) return seeOther(href(routes.documents.document, { id: found.id }, { done: 'saved' }));
      const errors = { title: 'Somebody else saved this in between. Save again to put yours in place of theirs.' };
      return documentPage(context, found, { ...body, revision: String(found.revision) }, { errors });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.version,
    access: manage(),
    limit: 'change',
    summary: 'Takes in a new version, when each of its pages can be marked.',
    multipart: true,
    handle: async context => {
      const { kernel, actor, request, params } = context;
      const found = await documentAt(context, params.id);
      let file: { readonly name: string; readonly bytes: Buffer } | undefined;
      let isTooLarge = false;
      await readMultipart(
        request,
        async ({ filename, stream }) => {
          const parts: Buffer[] = [];
          let length = 0;
          for await (const bytes of stream) {
            length += (bytes as Buffer).length;
            if (length <= LARGEST_FILE) parts.push(bytes as Buffer);
          }
          isTooLarge = length > LARGEST_FILE;
          file = { name: filename.slice(0, 200), bytes: Buffer.concat(parts) };
          return 'refused';
        },
        LARGEST_FILE + 1,
      );
      const refused = (why: string) => documentPage(context, found, valuesOf(found), { errors: { file: why } });
      if (isTooLarge) return refused(`The file is larger than ${LARGEST_FILE / 1024 / 1024} MB.`);
      if (!file) return refused('Choose the PDF first.');
      const published = await publishVersion(kernel, actor, { document: found.id, ...file });
      if ('refused' in published) return refused(published.refused);
      return seeOther(href(routes.documents.document, { id: found.id }, { done: 'published' }));
    },
  }),
];

async function documentAt({ kernel }: Context, id: string): Promise<RequestedDocument> {
  const found = await findDocument(kernel, id);
  if (!found) throw refuse('not_found');
  return found;
}

const valuesOf = ({ title, about, approvals, grantDays, state, revision }: RequestedDocument) => ({
  title,
  about,
  approvals: String(approvals),
  grantDays: String(grantDays),
  state,
  revision: String(revision),
});

type Typed = Readonly<Partial<Record<'title' | 'about' | 'approvals' | 'grantDays' | 'state' | 'revision', string>>>;

function readDocument(typed: Typed): DocumentFields | { errors: FieldErrors } {
  const title = oneLine(typed.title ?? '');
  const about = oneLine(typed.about ?? '');
  const approvals = ['0', '1', '2'].indexOf(typed.approvals ?? '');
  const grantDays = /^\d{1,2}$/.test(typed.grantDays ?? '') ? Number(typed.grantDays) : 0;
  const state = (Object.keys(stateWords) as DocumentState[]).find(one => one === typed.state);
  const errors: FieldErrors = {
    ...((title.length < 3 || title.length > 120) && { title: 'Enter a title of 3 to 120 characters.' }),
    ...((about.length < 3 || about.length > 300) && { about: 'Say in 3 to 300 characters what it is.' }),
    ...(approvals < 0 && { approvals: 'Choose who decides.' }),
    ...((grantDays < 1 || grantDays > 90) && { grantDays: 'Enter 1 to 90 days.' }),
    ...(!state && { state: 'Choose one.' }),
  };
  return Object.keys(errors).length > 0 || !state ? { errors } : { title, about, approvals, grantDays, state };
}

async function shelfPage(context: Context): Promise<Answer> {
  const documents = await listDocuments(context.kernel);
  return deskPage(
    context,
    {
      title: 'Shelf',
      tab: 'shelf',
      aside: (
        <ButtonLink kind="primary" href={href(routes.documents.newDocument)}>
          Add a document
        </ButtonLink>
      ),
    },
    <Table
      caption="Documents"
      captionHidden
      dense
      rows={documents}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="The shelf is empty" icon="file-text">
          <p>Add a document, then its first version as a PDF.</p>
        </EmptyState>
      }
      columns={[
        {
          key: 'title',
          label: 'Document',
          main: true,
          cell: ({ id, title }) => <a href={href(routes.documents.document, { id })}>{title}</a>,
        },
        {
          key: 'state',
          label: 'State',
          narrow: true,
          cell: ({ state, current }) => (
            <Badge tone={state === 'listed' && current ? 'good' : state === 'listed' ? 'attention' : 'neutral'}>
              {state === 'listed' && !current ? 'Listed, without a version' : (stateWords[state].split(':')[0] ?? '')}
            </Badge>
          ),
        },
        { key: 'version', label: 'Version', numeric: true, cell: ({ current }) => current?.number ?? '' },
        { key: 'who', label: 'Who decides', cell: ({ approvals }) => approvalWords[approvals] },
        { key: 'days', label: 'Days', numeric: true, cell: ({ grantDays }) => grantDays },
      ]}
    />,
  );
}

type Extras = { readonly errors?: FieldErrors; readonly done?: string | undefined };

async function documentPage(
  context: Context,
  document: RequestedDocument | undefined,
  values: FormValues,
  { errors = {}, done }: Extras = {},
): Promise<Answer> {
  return deskPage(
    context,
    {
      title: document?.title ?? 'Add a document',
      back: { href: href(routes.documents.shelf), label: 'Shelf' },
      done,
      status: Object.keys(errors).length > 0 ? 422 : 200,
    },
    <DocumentView
      document={document}
      versions={document ? await listVersions(context.kernel, document.id) : []}
      values={values}
      errors={errors}
    />,
  );
}
