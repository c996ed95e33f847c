// AWS Signature Version 4 for JSON services: who asks, proven without sending the secret.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
import { createHmac, hash } from 'node:crypto';

export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
};

export type AwsCall = {
  /** `https://kms.eu-central-1.amazonaws.com` */
  readonly origin: string;
  readonly region: string;
  readonly service: string;
  /** `TrentService.Encrypt` */
  readonly target: string;
  readonly body: string;
  readonly at: Date;
};

/** The headers of a signed POST to the root of a service; `host` is signed and sent by whoever connects. */
export function signedHeaders(
  { origin, region, service, target, body, at }: AwsCall,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: new URL(origin).host,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    'x-amz-target': target,
  };
  const names = Object.keys(headers).sort();
  const request = [
    'POST',
    '/',
    '',
    ...names.map(name => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    hash('sha256', body, 'hex'),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash('sha256', request, 'hex')].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const signature = hmac(key, toSign).toString('hex');
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
