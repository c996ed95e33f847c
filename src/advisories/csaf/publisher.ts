// Who publishes: the operator of this server, as artefacts name it.
import type { Config } from '../../core/config.ts';
import type { AdvisoryPublisher } from '../advisory-record.ts';

export function publisherOf({ operator, publicUrl }: Config): AdvisoryPublisher {
  return {
    name: operator.name,
    namespace: publicUrl,
    category: 'vendor',
    contact: operator.securityContact.replace(/^mailto:/, ''),
  };
}
