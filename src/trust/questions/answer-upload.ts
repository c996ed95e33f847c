// A spreadsheet that somebody sends is answered and given back; the file is not kept.
import type { FastifyRequest } from 'fastify';
import { type Answer, download } from '../../core/http/answer.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { readSheetFile } from '../../core/sheets/read-sheet-file.ts';
import { columnIndex } from '../../core/sheets/read-xlsx.ts';
import { SheetFault, sheetLimits } from '../../core/sheets/workbook.ts';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { type Answering, answerWorkbook, writeAnswers } from './answer-workbook.ts';

export type AnsweredUpload =
  | {
      readonly ok: true;
      readonly answer: Answer;
      readonly questions: number;
      readonly answered: number;
      readonly gaps: readonly string[];
      /** The team may be told the gaps. */
      readonly mayTell: boolean;
    }
  | { readonly ok: false; readonly values: Readonly<Record<string, string>>; readonly errors: FieldErrors };

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** @param answering asked for once the file is there and good */
export async function answerUpload(
  request: FastifyRequest,
  answering: () => Promise<Answering>,
): Promise<AnsweredUpload> {
  const parts: Buffer[] = [];
  let name = '';
  let length = 0;
  const fields = await readMultipart(
    request,
    async ({ filename, stream }) => {
      name = filename;
      for await (const bytes of stream) {
        length += (bytes as Buffer).length;
        // The rest is read and forgotten, so that the page can say what is wrong.
        if (length <= sheetLimits.bytes) parts.push(bytes as Buffer);
      }
      return length > sheetLimits.bytes ? 'refused' : 'kept';
    },
    // Somewhat larger ones are told what is wrong in the form; beyond that the server refuses by itself.
    4 * sheetLimits.bytes,
  );
  const column = typeof fields['column'] === 'string' ? fields['column'].trim().toUpperCase() : '';
  const mayTell = fields['tell'] === 'on';
  const wrong = (errors: FieldErrors): AnsweredUpload => ({
    ok: false,
    values: { column, ...(mayTell && { tell: 'on' }) },
    errors,
  });
  if (column !== '' && !/^[A-Z]{1,2}$/u.test(column))
    return wrong({ column: 'Enter the letters of a column, such as C.' });
  if (length === 0) return wrong({ file: 'Choose the file first.' });
  if (length > sheetLimits.bytes)
    return wrong({ file: `A file may have ${sheetLimits.bytes / 1_000_000} MB. Leave pictures out, or split it.` });
  try {
    const { workbook, format } = await readSheetFile(Buffer.concat(parts));
    const by = await answering();
    const done = await answerWorkbook(workbook, by, column === '' ? undefined : columnIndex(column));
    const file = await writeAnswers(done, by, format);
    const stem = name.replace(/\.[^.]*$/u, '').slice(0, 80) || 'questions';
    return {
      ok: true,
      questions: done.questions,
      answered: done.answered,
      gaps: done.gaps,
      mayTell,
      answer: download(file, `${stem}-answered.${format}`, format === 'csv' ? 'text/csv' : XLSX),
    };
  } catch (error) {
    if (error instanceof SheetFault) return wrong({ file: error.message });
    throw error;
  }
}
