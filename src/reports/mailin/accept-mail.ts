// Takes a mail in: its bytes sealed, its row and its job committed, before anybody has looked into it.
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addMail } from './mail-store.ts';
import { MAIL_BYTES, type MailDoor, type MailEnvelope } from './received-mail.ts';

/** The job that processes one mail. */
export const PROCESS_MAIL = 'process-mail';

export type IncomingMail = {
  readonly via: MailDoor;
  readonly content: AsyncIterable<Buffer>;
  readonly envelope: MailEnvelope;
  /** Names it at its source. */
  readonly origin?: string;
};

/**
 * Keeps a mail. Once this has resolved the mail is on the disk and will be processed, whatever happens next; while it
 * has not, nothing was promised to anybody.
 * @returns its id; undefined when it was taken from its source before
 * @throws Refusal file_too_large
 */
export const acceptMail = (kernel: Kernel, mail: IncomingMail): Promise<string | undefined> =>
  kernel.transaction(async kernel => {
    const id = newId('mli', kernel.clock, kernel.random);
    const { id: file, size } = await kernel.files.store(kernel, {
      subject: id,
      purpose: 'mail',
      name: 'mail.eml',
      mediaType: 'message/rfc822',
      source: mail.content,
      limitBytes: MAIL_BYTES,
    });
    const { via, envelope, origin } = mail;
    if (!(await addMail(kernel, { id, via, file, size, envelope, origin }))) {
      await kernel.files.remove(kernel, { id: file });
      return undefined;
    }
    await kernel.enqueue(kernel, PROCESS_MAIL, { mail: id }, { key: `${PROCESS_MAIL}:${id}` });
    return id;
  });
