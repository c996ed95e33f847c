// The admin's list of mails that came in, each as it came for staff, and another try for what went wrong.
import { Readable } from 'node:stream';
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import type { Config } from '../../core/config.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { download, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { Pager } from '../../web/ui/table.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { PROCESS_MAIL } from './accept-mail.ts';
import { findMail, listMails, type MailFilter, reopenMail } from './mail-store.ts';
import { MailTable } from './mail-table.tsx';

const PAGE = 50;

const list = defineRoute({
  method: 'GET',
  at: routes.reports.mails,
  access: staff('operation.read'),
  limit: 'page',
  summary: 'Mails that came in, and what became of each.',
  query: Type.Object({
    show: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    done: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const filter: MailFilter = query.show === 'waiting' || query.show === 'aside' ? query.show : undefined;
    const before = query.before !== undefined && isId('mli', query.before) ? query.before : undefined;
    const found = await listMails(kernel, actor, { filter, before, limit: PAGE + 1 });
    const mails = found.slice(0, PAGE);
    const next = found.length > PAGE ? mails.at(-1)?.id : undefined;
    const tab = (label: string, show: string | undefined) => ({
      label,
      href: href(routes.reports.mails, undefined, { show }),
      current: filter === show,
    });
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Mails"
          flash={
            query.done === 'again' ? { tone: 'good', text: 'The mail is processed again within moments.' } : undefined
          }
        >
          <Doors intake={kernel.config.mailIntake} />
          <Tabs
            label="Mails by what became of them"
            items={[tab('All', undefined), tab('Waiting', 'waiting'), tab('Set aside', 'aside')]}
          />
          <MailTable mails={mails} />
          {(before !== undefined || next !== undefined) && (
            <Pager
              label="Mails"
              previous={before === undefined ? undefined : href(routes.reports.mails, undefined, { show: filter })}
              next={next && href(routes.reports.mails, undefined, { show: filter, before: next })}
            />
          )}
        </StaffConsole>,
      ),
    );
  },
});

function Doors({ intake }: { intake: Config['mailIntake'] }) {
  if (!intake)
    return (
      <Callout title="No mail is taken in">
        <p>
          Set <Mono>SMTP_LISTEN</Mono> or <Mono>IMAP_URL</Mono>, and reports can be sent by mail.
        </p>
      </Callout>
    );
  const doors = [
    ...(intake.smtp ? [`by the built-in mail server on ${intake.smtp.host}:${intake.smtp.port}`] : []),
    ...(intake.imap ? ['from the IMAP mailbox, once a minute'] : []),
  ];
  return (
    <p>
      Mails to <Mono>{intake.address}</Mono> are taken in {doors.join(' and ')}. Each is kept as it came before anybody
      reads it.
    </p>
  );
}

const again = defineRoute({
  method: 'POST',
  at: routes.reports.mailAgain,
  access: staff('operation.repair'),
  limit: 'change',
  summary: 'Processes a mail again, or makes a report of one that was set aside.',
  handle: async ({ kernel, actor, params: { id } }) => {
    await kernel.transaction(async kernel => {
      const mail = await findMail(kernel, actor, id);
      if (!mail) throw refuse('not_found');
      if (!(await reopenMail(kernel, id))) throw refuse('already_done');
      const payload = mail.state === 'done' ? { mail: id, as: 'report' } : { mail: id };
      await kernel.enqueue(kernel, PROCESS_MAIL, payload, { key: `${PROCESS_MAIL}:${id}` });
      await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'mail.process-again', subject: id });
    });
    return seeOther(href(routes.reports.mails, undefined, { done: 'again' }));
  },
});

const raw = defineRoute({
  method: 'GET',
  at: routes.reports.mailRaw,
  access: staff('report.read'),
  limit: 'page',
  summary: 'A mail as it came, to save.',
  handle: async ({ kernel, actor, params: { id } }) => {
    const mail = isId('mli', id) ? await findMail(kernel, actor, id) : undefined;
    if (!mail) throw refuse('not_found');
    const content = kernel.files.read(kernel.db, { id: mail.file, subject: id });
    return download(Readable.from(content), `${id}.eml`, 'message/rfc822');
  },
});

export const mailRoutes: readonly AnyRoute[] = [list, again, raw];
