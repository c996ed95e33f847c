// What only the operator can repair: told as one message, without a stack trace, with a non-zero exit code.

/** The message says what is wrong and what to do; it holds no secret. */
export class OperatorFault extends Error {
  override name = 'OperatorFault';
}
