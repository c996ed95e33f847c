// The front door: what the command line may ask of documents.

export { documentCommands } from './deliveries/trace-command.ts';
