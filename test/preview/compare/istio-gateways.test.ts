import { asm, compareYaml, ISTIO, istioGateway, type Node, yaml } from './support';
import type { MeshFacts } from '../../../src/platform';
import type { Thing } from '../../../src/preview/compare';

const LABELS = { app: 'in' };
const PODS: Node = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'in', namespace: 'plain' },
  spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'istio-proxy', image: 'p:1' }] } } },
};
const service = (ports: readonly Node[], labels: Node = {}, selector: Node = LABELS): Node => (
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'in', namespace: 'plain', labels }, spec: { selector, ports } });
const server = (number: number, hosts: readonly string[], more: Node = {}): Node => ({ port: { number, name: `s-${number}`, protocol: 'HTTP' }, hosts, ...more });
const gateway = (name: string, servers: readonly Node[], selector: Node = LABELS): Node => (
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace: 'plain' }, spec: { selector, servers } });
const A = ['a.com'];

/** What becomes of Gateway `old`, told with the pods. */
function told(before: readonly Node[], after: readonly Node[], facts: MeshFacts = ISTIO): Pick<Thing['changes'][number], 'impact' | 'note'> & Pick<Thing, 'warnings'> {
  const { workloads: [{ changes, warnings }] } = compareYaml(yaml(...before), yaml(...after), { facts });
  const { impact, note } = changes.find(({ object, note: said }) => object === 'Gateway plain/old' && said !== undefined)!;
  return { impact, note, warnings };
}

const SERVED = 'is removed; other Gateways of these pods serve its hosts';

describe('a Gateway is compared by the port that the proxies listen on', () => {
  const https = (targetPort?: unknown): Node => ({ name: 'https', port: 443, ...targetPort !== undefined && { targetPort } });

  test.each<[string, Node | undefined, number, number, boolean]>([
    ['the target of a port of the Service', service([https(8443)]), 443, 8443, true],
    ['and the other way', service([https(8443)]), 8443, 443, true],
    ['a name that the pods decide', service([https('tls')]), 443, 8443, true],
    ['another target', service([https(9443)]), 443, 8443, false],
    ['no target', service([https()]), 443, 8443, false],
    ['no Service', undefined, 443, 8443, false],
    ['a Service of other pods', service([https(8443)], {}, { app: 'x' }), 443, 8443, false],
    ['a Service that leaves ports as they are', service([https(8443)], { 'experimental.istio.io/disable-gateway-port-translation': 'true' }), 443, 8443, false],
  ])('%s: %#', (_, front, was, is, served) => {
    const around = [PODS, ...front ? [front] : []];
    expect(told([...around, gateway('old', [server(was, A)])], [...around, gateway('new', [server(is, A)])]))
      .toMatchObject(served ? { impact: 'live', note: SERVED } : { impact: 'cut-off', note: expect.stringContaining(`serves a.com on port ${was}:`) });
  });

  test('a Service that ASM makes', () => {
    const ingress = istioGateway({ ports: [{ name: 'https', port: 443, targetPort: 8443 }] });
    const selector = { istio: 'ingress' };
    const [before, after] = [443, 8443].map((port, at) => [ingress, gateway(at === 0 ? 'old' : 'new', [server(port, A)], selector)]);
    expect(told(before, after, asm('1.26'))).toMatchObject({ impact: 'live', note: SERVED });
  });
});
