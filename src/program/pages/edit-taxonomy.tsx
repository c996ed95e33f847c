// The taxonomies of the program: import a release, see what it would change, put one in force.
import type { Readable } from 'node:stream';
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { FileInput } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { importRelease, useRelease } from '../taxonomies/change-taxonomy.ts';
import { compareTaxonomies, type TaxonomyComparison } from '../taxonomies/compare-taxonomies.ts';
import {
  LARGEST_RELEASE_FILE,
  type ReceivedFile,
  type ReleaseFile,
  readRelease,
  releaseFiles,
} from '../taxonomies/read-release.ts';
import { findChoice, findRelease, listChoices, listReleases } from '../taxonomies/taxonomy-store.ts';
import type { Taxonomy } from '../taxonomy.ts';
import { builtinTaxonomy } from '../taxonomy-builtin/taxonomy.ts';
import { ProgramEditor } from './edit-frame.tsx';

const nameOf = (version: string): string =>
  version === builtinTaxonomy.version ? `Built-in, version ${version}` : `Version ${version}`;

export const editTaxonomyRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.editTaxonomy,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'The taxonomies that the program has, and a form to import one.',
    query: Type.Object({ imported: Type.Optional(Type.String()), used: Type.Optional(Type.String()) }),
    handle: async context => overview(context, { flash: flashOf(context.query) }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.editTaxonomy,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Imports a release of a taxonomy.',
    multipart: true,
    limitBytes: 4 * LARGEST_RELEASE_FILE,
    handle: async context => {
      const { kernel, actor, request } = context;
      const files = new Map<ReleaseFile, ReceivedFile>();
      const fields = await readMultipart(request, async ({ field, stream }) => {
        const known = releaseFiles.find(file => file.field === field);
        if (!known) throw refuse('invalid_input', { field });
        const received = await readText(stream);
        files.set(known.field, received);
        return 'fault' in received ? 'refused' : 'kept';
      });
      const version = typeof fields['version'] === 'string' ? fields['version'].trim() : '';
      const read = readRelease(version, files);
      if (!read.ok) return overview(context, { values: { version }, errors: read.errors });
      if (!(await importRelease(kernel, actor, read.taxonomy)))
        return overview(context, {
          values: { version },
          errors: { version: 'This version is here already, and a version never changes. Give it another number.' },
        });
      return seeOther(href(routes.program.editTaxonomy, undefined, { imported: version }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.useTaxonomy,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'What putting another taxonomy in force would change.',
    handle: async context => confirmation(context, context.params.version),
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.useTaxonomy,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Puts a taxonomy in force.',
    body: Type.Object({ basedOn: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const basedOn = /^\d{1,9}$/.test(body.basedOn ?? '') ? Number(body.basedOn) : -1;
      try {
        await useRelease(kernel, actor, { version: params.version, basedOn });
      } catch (error) {
        if (isRefusal(error, 'conflict')) return confirmation(context, params.version, true);
        throw error;
      }
      return seeOther(href(routes.program.editTaxonomy, undefined, { used: params.version }));
    },
  }),
];

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Overview = { flash?: string | undefined; values?: Record<string, string>; errors?: FieldErrors };

function flashOf({ imported, used }: { readonly imported?: string; readonly used?: string }): string | undefined {
  if (imported !== undefined) return `Version ${imported} is imported. It is not in force yet.`;
  return used === undefined ? undefined : `${nameOf(used)} is in force.`;
}

async function overview(context: Context, { flash, values = {}, errors = {} }: Overview): Promise<Answer> {
  const { kernel } = context;
  const [releases, choices, choice] = await Promise.all([
    listReleases(kernel),
    listChoices(kernel),
    findChoice(kernel),
  ]);
  const hasErrors = Object.keys(errors).length > 0;
  return html(
    renderPage(
      <ProgramEditor shell={shell(context)} title="Taxonomy" flash={flash}>
        <Section
          title="Taxonomies"
          intro={
            <p>The kinds that reporters choose from. Reports keep the kind and the version that they came with.</p>
          }
        >
          <Table
            caption="Taxonomies of this program"
            rows={releases}
            rowKey={({ version }) => version}
            columns={[
              { key: 'version', label: 'Taxonomy', main: true, cell: ({ version }) => nameOf(version) },
              { key: 'kinds', label: 'Kinds', numeric: true, cell: ({ kinds }) => kinds },
              {
                key: 'imported',
                label: 'Imported',
                cell: ({ importedAt }) => (importedAt ? <Time at={importedAt} /> : 'With this product'),
              },
              {
                key: 'use',
                label: 'In force',
                cell: ({ version }) =>
                  version === choice.version ? (
                    <Badge tone="good">In force</Badge>
                  ) : (
                    <ButtonLink size="small" href={href(routes.program.useTaxonomy, { version })}>
                      Use version {version}
                    </ButtonLink>
                  ),
              },
            ]}
          />
          {choices.length > 0 && (
            <Disclosure summary="What was in force since when">
              <ul>
                {choices.map(({ number, version, chosenAt }) => (
                  <li key={number}>
                    {nameOf(version)} since <Time at={chosenAt} show="absolute" />
                  </li>
                ))}
              </ul>
            </Disclosure>
          )}
        </Section>
        <Section
          title="Import a release"
          intro={
            <p>
              Files in the format of the Vulnerability Rating Taxonomy. Importing changes nothing for reporters; putting
              it in force is the next step, and asks first.
            </p>
          }
        >
          <Form action={href(routes.program.editTaxonomy)} values={values} errors={errors} multipart>
            <FormErrors kept={hasErrors ? 'Choose the files once more: browsers don’t keep them.' : undefined} />
            <Field
              name="version"
              label="Version"
              hint="As its publisher numbers it, like 1.14.1."
              width="short"
              required
            />
            {releaseFiles.map(({ field, label, hint, required }) => (
              <FileInput
                key={field}
                name={field}
                label={label}
                hint={hint}
                accept=".json,application/json"
                maxFiles={1}
                maxBytes={LARGEST_RELEASE_FILE}
                required={required}
              />
            ))}
            <ButtonRow>
              <Button kind="primary">Import</Button>
            </ButtonRow>
          </Form>
        </Section>
      </ProgramEditor>,
    ),
    { status: hasErrors ? 422 : 200 },
  );
}

async function confirmation(context: Context, version: string, isOvertaken = false): Promise<Answer> {
  const { kernel } = context;
  const [choice, release] = await Promise.all([findChoice(kernel), findRelease(kernel, version)]);
  const present = await findRelease(kernel, choice.version);
  if (!release || !present) throw refuse('not_found');
  if (version === choice.version) return seeOther(href(routes.program.editTaxonomy));
  return html(
    renderPage(
      <ProgramEditor shell={shell(context)} title={`Put ${nameOf(version).toLowerCase()} in force?`}>
        {isOvertaken && (
          <Callout tone="attention" title="Someone put another taxonomy in force meanwhile">
            <p>Nothing was changed by you. Compare once more with what is in force now.</p>
          </Callout>
        )}
        <section class="confirm confirm-wide">
          <h2>
            Put {nameOf(version).toLowerCase()} in force instead of {nameOf(choice.version).toLowerCase()}?
          </h2>
          <Comparison comparison={compareTaxonomies(present, release)} release={release} />
          <p>
            It counts for reports sent and judged from then on. Reports that are here keep their kind and its version.
          </p>
          <Form action={href(routes.program.useTaxonomy, { version })}>
            <Hidden name="basedOn" value={String(choice.number)} />
            <ButtonRow>
              <Button kind="primary">Put in force</Button>
              <ButtonLink href={href(routes.program.editTaxonomy)}>Keep the present one</ButtonLink>
            </ButtonRow>
          </Form>
        </section>
      </ProgramEditor>,
    ),
    { status: isOvertaken ? 409 : 200 },
  );
}

function Comparison({ comparison, release }: { comparison: TaxonomyComparison; release: Taxonomy }) {
  const { kept, moved, lost, added } = comparison;
  return (
    <>
      <ul class="change-list">
        <li>{kept} kinds stay as they are.</li>
        <li>{added} kinds are new.</li>
        <li>{moved.length} kinds lead to another, or to a coarser one.</li>
        <li>{lost.length} kinds are unknown there; reports that have them still show their name.</li>
        {release.cwe === undefined && <li>It brings no weaknesses, so none are proposed for a kind.</li>}
        {release.cvss31 === undefined && <li>It brings no typical CVSS vectors, so none are proposed for a kind.</li>}
      </ul>
      {moved.length > 0 && (
        <Disclosure summary={`The ${moved.length} that lead elsewhere`}>
          <ul>
            {moved.map(({ from, to }) => (
              <li key={from}>
                {from} → {to}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {lost.length > 0 && (
        <Disclosure summary={`The ${lost.length} that are unknown there`}>
          <ul>
            {lost.map(name => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}

/** Reads a file's stream to its end, and keeps it as text unless it is too large or no UTF-8. */
async function readText(stream: Readable): Promise<ReceivedFile> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_RELEASE_FILE) chunks.push(chunk);
  }
  if (size > LARGEST_RELEASE_FILE)
    return { fault: `This file is larger than ${LARGEST_RELEASE_FILE / 1024 / 1024} MB.` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { fault: 'This file is no text in UTF-8.' };
  }
}
