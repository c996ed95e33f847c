// Which messages of a broker may be acknowledged by now: each after something was done for it, in the order in which they
// came (MQTT 3.1.1 §4.6), and several being worked at at the same time. Knows no broker and no library.

export type InOrder = {
  /**
   * A message has come, and its work has begun.
   * @param id of the packet
   * @param work a failure means that this message is never acknowledged
   * @param readOn lets the next message come; called once, when there is room for one
   */
  arrived(id: number | undefined, work: Promise<void>, readOn: () => void): void;
  /**
   * Keeps an acknowledgement until its turn has come.
   * @returns false when nothing is in its way: whoever asks acknowledges by themselves
   */
  hold(id: number | undefined, acknowledge: () => void): boolean;
  /** The connection broke: what it did not acknowledge, the broker sends again on the next one. */
  forget(): void;
};

/** A message that came and is not acknowledged yet. */
type Arrived = { readonly id: number | undefined; isDone: boolean; acknowledge?: () => void };

/** @param atOnce for how many messages work may be under way */
export function acknowledgeInOrder(atOnce: number): InOrder {
  let waiting: Arrived[] = [];
  let readOn: (() => void) | undefined;
  /** Its work failed before anybody wanted to acknowledge it, which happens as soon as the next one may come. */
  let failed: Arrived | undefined;
  const letGo = (): void => {
    while (waiting[0]?.isDone) waiting.shift()?.acknowledge?.();
    if (waiting.length >= atOnce) return;
    const next = readOn;
    readOn = undefined;
    next?.();
  };
  return {
    arrived: (id, work, next) => {
      const one: Arrived = { id, isDone: false };
      waiting.push(one);
      readOn = next;
      work.then(
        () => {
          one.isDone = true;
          letGo();
        },
        () => {
          if (!waiting.includes(one)) return;
          waiting = waiting.filter(other => other !== one);
          if (one.acknowledge === undefined) failed = one;
          letGo();
        },
      );
      letGo();
    },
    hold: (id, acknowledge) => {
      if (failed !== undefined && failed.id === id) {
        failed = undefined;
        return true;
      }
      const one = waiting.findLast(other => other.id === id && other.acknowledge === undefined);
      if (one === undefined) return false;
      one.acknowledge = acknowledge;
      return true;
    },
    forget: () => {
      waiting = [];
      readOn = undefined;
      failed = undefined;
    },
  };
}
