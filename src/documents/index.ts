// The front door: what the command line may ask of documents.

export { traceFile } from './deliveries/trace-file.ts';
