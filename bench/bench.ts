// The shape of a benchmark: ours and a baseline, each doing a batch of operations when asked.

export type Arm = () => Promise<number>;

export type BenchRun = {
  /** Does a batch of our operations; gives how many were done. */
  readonly ours: Arm;
  /** The same number of the baseline's. */
  readonly baseline: Arm;
  /**
   * Processes whose CPU time belongs to each arm beside the benchmark's own: node servers, and postmasters, whose
   * backends are found through /proc. Undefined: this process alone does all the work.
   */
  readonly processes?: {
    readonly ours: readonly number[];
    readonly baseline: readonly number[];
    readonly postmasters: readonly number[];
  };
  /** True when the load is made by this process, whose CPU time must not count. */
  readonly loadIsOurs?: boolean;
  /** Milliseconds of each operation of the last batch, for p50 and p99. */
  readonly latencies?: () => readonly number[];
  readonly teardown: () => Promise<void>;
};

export type Bench = {
  readonly name: string;
  readonly about: string;
  /** The ratio that is promised: ours to baseline, in CPU per operation (or throughput, see `measure`). */
  readonly target: { readonly ratio: number; readonly direction: 'at most' | 'at least' };
  /** What the ratio is of: CPU-microseconds per operation, or operations per second. Default CPU. */
  readonly measure?: 'cpu' | 'throughput';
  readonly setup: () => Promise<BenchRun>;
};

/** A figure that stands alone: start time, memory. */
export type Figure = {
  readonly name: string;
  readonly about: string;
  readonly run: () => Promise<{ readonly rows: readonly (readonly [string, string])[]; readonly ok: boolean }>;
};
