// The front door: what the command line may ask of reports.
export { verifyReceiptFile } from './verify-receipt-file.ts';
