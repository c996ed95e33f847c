// Loaded before every test: a property that fails says so, however long its counterexample could still be made smaller.
import fc from 'fast-check';

/** Fractions can be halved for ever; the slowest property that holds takes a quarter of this beside other tests. */
const LONGEST_MS = 6 * 60_000;

fc.configureGlobal({ interruptAfterTimeLimit: LONGEST_MS, markInterruptAsFailure: true });
