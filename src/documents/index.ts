// The front door: what the trust center and the command line may ask of documents.

export { documentCommands } from './deliveries/trace-command.ts';
export { listOffered, type Offered } from './shelf/list-offered.ts';
