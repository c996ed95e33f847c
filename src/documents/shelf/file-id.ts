// Ids of stored files as they stand in our own rows.
import type { FileId } from '../../core/files.ts';
import { isId } from '../../core/ids.ts';

export type { FileId } from '../../core/files.ts';

export const isFileId = (text: string): text is FileId => isId('fil', text);
