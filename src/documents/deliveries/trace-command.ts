// The operator's command that names whose copy a leaked file or a picture of a page is.
import { readFile } from 'node:fs/promises';
import type { Kernel } from '../../core/kernel.ts';
import { OperatorFault } from '../../core/operator-fault.ts';
import { traceFile } from './trace-file.ts';

/** @param say prints a line */
export const documentCommands = (say: (line: string) => void) => ({
  trace: {
    usage: 'trace FILE',
    about: 'Names whose copy of a document on request a leaked PDF, or a picture of a page of it, is.',
    /** @returns the exit code: 1 when no copy of ours was found in it */
    run: async ({ kernel }: { readonly kernel: Kernel }, [file]: readonly string[]): Promise<number> => {
      if (file === undefined) throw new OperatorFault('give the leaked file: a PDF, or a picture of a page');
      const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        throw new OperatorFault(`cannot read ${file}: ${error.code}`);
      });
      const { ok, lines } = await traceFile(kernel, bytes);
      for (const line of lines) say(line);
      return ok ? 0 : 1;
    },
  },
});
