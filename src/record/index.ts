// The front door: what the command line may ask of the public record.

export { fetchRecord } from './log/fetch-record.ts';
export { describeVerdict, verifyLog } from './log/verify-log.ts';
