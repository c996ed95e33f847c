// A car with an OVMS module at a broker: every metric kept there, its name with slashes, and an answer to every command.
import type { MqttClient } from 'mqtt';
import type { FakeBroker } from './mqtt-broker.ts';

export type OvmsCar = {
  readonly client: MqttClient;
  /** Tells one metric. */
  tell(metric: string, text: string): Promise<unknown>;
  close(): Promise<void>;
};

/**
 * @param user whose car it is, as the broker knows them; the car is called `LEAF1`
 * @param reportedAt when it last reported
 */
export async function openOvmsCar(broker: FakeBroker, user: string, vin: string, reportedAt: Date): Promise<OvmsCar> {
  const client = await broker.connect(user);
  const tell = (metric: string, text: string) =>
    client.publishAsync(`ovms/${user}/LEAF1/metric/${metric.replaceAll('.', '/')}`, text, { retain: true, qos: 1 });
  const metrics = {
    'v.vin': vin,
    'v.type': 'NL',
    'm.time.utc': String(Math.floor(reportedAt.getTime() / 1000)),
    's.v3.connected': 'yes',
    'v.p.odometer': '23456.7',
    'v.b.soc': '62.5',
    'v.b.range.est': '155',
    'v.c.state': 'done',
    'v.c.charging': 'no',
    'v.c.pilot': 'yes',
    'v.p.latitude': '51.5',
    'v.p.longitude': '-0.12',
    'v.t.pressure': '250,251,248,249',
    'v.e.locked': 'yes',
    'v.d.fl': 'no',
  };
  for (const [metric, text] of Object.entries(metrics)) await tell(metric, text);
  await client.subscribeAsync(`ovms/${user}/LEAF1/client/+/command/+`);
  client.on('message', topic => {
    void client.publishAsync(topic.replace('/command/', '/response/'), 'Charge has been changed');
  });
  return { client, tell, close: () => client.endAsync(true) };
}
