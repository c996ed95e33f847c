// Lines that are written a moment after what they tell of, many in one statement: whoever makes one waits for nothing.

export type WriteBehind<Line> = {
  /** Puts a line aside. @returns false when there is no room: the line is dropped */
  push(line: Line): boolean;
  /** Writes all that wait now; never rejects. */
  flush(): Promise<void>;
};

export type WriteBehindOptions<Line> = {
  /** Writes a batch, whole or not at all; it may get lines again whose writing failed. */
  readonly write: (lines: readonly Line[]) => Promise<void>;
  /** Told when a batch could not be written; its lines are tried again with the next ones. */
  readonly failed: (error: unknown) => void;
  /** Milliseconds that a line waits at most for others. */
  readonly every: number;
  /** How many may wait before lines are refused. */
  readonly most: number;
  /** The largest batch. */
  readonly atOnce: number;
};

/** Opens a buffer. Lines that wait when the process is killed are lost: flush it when the server closes. */
export function writeBehind<Line>({ write, failed, every, most, atOnce }: WriteBehindOptions<Line>): WriteBehind<Line> {
  let waiting: Line[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    for (let done = 0; done < lines.length; done += atOnce)
      try {
        await write(lines.slice(done, done + atOnce));
      } catch (error) {
        failed(error);
        // Taken is taken: with those that came meanwhile they may be twice as many, and no further one finds room.
        waiting = [...lines.slice(done), ...waiting];
        return;
      }
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    while (writing !== undefined) await writing;
    if (waiting.length === 0) return;
    writing = writeAll().finally(() => {
      writing = undefined;
    });
    await writing;
    if (waiting.length > 0) wait();
  };

  const wait = (): void => {
    timer ??= setTimeout(flush, every).unref();
  };

  return {
    push: line => {
      if (waiting.length >= most) return false;
      waiting.push(line);
      if (timer === undefined) wait();
      return true;
    },
    flush,
  };
}
