// An encrypted report for staff: opened where this server keeps the key, to download and bring back where the team does.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { bytes, download, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { findArmoredMessage } from '../../core/openpgp/openpgp-message.ts';
import type { Panel } from '../../core/panel.ts';
import { openAsProgram } from '../../program/index.ts';
import { findAttachment, listAttachments } from '../attachment-store.ts';
import { evidenceLimits } from '../intake/evidence-file.ts';
import { readReport } from '../report-store.ts';
import { ClosedCard, OpenedCard } from './encrypted-cards.tsx';
import { OPENED_BYTES } from './encrypted-words.ts';
import { findOpenedText, saveOpenedText } from './opened-text-store.ts';

const MOST_BROUGHT = 100_000;

export const encryptedPanel: Panel = {
  name: 'encrypted',
  on: 'report',
  place: 'main',
  order: 5,
  load: async (kernel, actor, report) => {
    const { content } = await readReport(kernel, actor, report);
    const block = findArmoredMessage(content.description);
    if (block === undefined) return null;
    const files = (await listAttachments(kernel, actor, report)).filter(({ name }) => isEncryptedName(name));
    const opened = await openAsProgram(kernel, block, OPENED_BYTES);
    if (opened.ok) return <OpenedCard report={report} text={opened.content.toString('utf8')} files={files} />;
    const brought = await findOpenedText(kernel, actor, report);
    const names = brought && (await personNames(kernel, [brought.by]));
    return (
      <ClosedCard
        report={report}
        fault={opened.fault}
        brought={brought && { ...brought, by: names?.get(brought.by) ?? 'somebody who has left' }}
        mayBring={actor.kind === 'person' && may(actor.staffRole, 'report.triage')}
      />
    );
  },
};

export const encryptedRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.encryptedMessage,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The encrypted message of a report, to open elsewhere.',
    handle: async ({ kernel, actor, params: { id } }) => {
      const { content, number } = await readReport(kernel, actor, id);
      const block = findArmoredMessage(content.description);
      if (block === undefined) throw refuse('not_found');
      return bytes(Buffer.from(`${block}\n`), 'application/pgp-encrypted', {
        headers: { 'content-disposition': `attachment; filename="${number}.asc"` },
      });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.openedFile,
    access: staff('report.read'),
    limit: 'page',
    summary: 'An encrypted file of a report, opened, to save.',
    handle: async ({ kernel, actor, params: { id, file } }) => {
      await readReport(kernel, actor, id);
      const found = await findAttachment(kernel, actor, id, file);
      if (!found || !isEncryptedName(found.name)) throw refuse('not_found');
      const parts: Buffer[] = [];
      for await (const part of kernel.files.read(kernel.db, { id: found.file, subject: id })) parts.push(part);
      const opened = await openAsProgram(kernel, Buffer.concat(parts).toString('latin1'), evidenceLimits.bytesEach);
      if (!opened.ok) throw refuse('not_found');
      return download(opened.content, found.name.replace(/\.(?:asc|pgp|gpg)$/iu, ''), 'application/octet-stream');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.openedText,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Keeps what an encrypted report says, opened elsewhere.',
    limitBytes: 1024 * 1024,
    body: Type.Object({ text: Type.Optional(Type.String()) }),
    handle: async ({ kernel, actor, params: { id }, body }) => {
      const text = (body.text ?? '').trim();
      await kernel.transaction(async kernel => {
        const { content } = await readReport(kernel, actor, id);
        if (findArmoredMessage(content.description) === undefined) throw refuse('not_found');
        if (text === '' || text.length > MOST_BROUGHT) throw refuse('invalid_input', { field: 'text' });
        await saveOpenedText(kernel, actor, id, text);
        await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.bring-text', subject: id });
      });
      return seeOther(href(routes.reports.triage, { id }));
    },
  }),
];

const isEncryptedName = (name: string): boolean => /\.(?:asc|pgp|gpg)$/iu.test(name);
