import { gatewayYaml, istio, proxiesIn } from './helpers';
import type { Attachment } from '../../../src/model/effective-proxy';
import type { MeshFactsProps } from '../../../src/platform';

const WAYPOINT = (allowed?: string, metadata?: string): string => gatewayYaml({
  name: 'wp',
  class: 'istio-waypoint',
  metadata,
  spec: `listeners:\n- name: mesh\n  port: 15008\n  protocol: HBONE\n${allowed === undefined ? '' : `  allowedRoutes:\n    namespaces:\n${allowed}`}`,
});

const object = (kind: string, labels: string, namespace?: string, apiVersion = 'v1', name = 'x'): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}, labels: ${labels}}\n`;

const USE = '{istio.io/use-waypoint: wp}';
const USE_IN_INFRA = '{istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: infra}';

const seen = (attachments: readonly Attachment[]): unknown => attachments.map(({ by, accepted }) => [`${by.kind} ${by.namespace ? `${by.namespace}/` : ''}${by.name}`, accepted.value]);
const behind = (yaml: string, facts: MeshFactsProps = {}): unknown => seen(proxiesIn(yaml, facts)[0].attachments);

describe('what stands behind a waypoint', () => {
  test('everything whose label names it, pods in templates included', () => {
    const deployment = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: infra}
spec: {template: {metadata: {labels: ${USE}}, spec: {containers: []}}}
`;
    expect(behind(WAYPOINT(undefined, 'labels: {istio.io/waypoint-for: all}') + object('Namespace', USE, undefined, 'v1', 'infra') + object('Service', USE, 'infra')
      + object('ServiceEntry', USE, 'infra', 'networking.istio.io/v1') + object('WorkloadEntry', USE, 'infra', 'networking.istio.io/v1')
      + object('Pod', USE, 'infra') + deployment)).toEqual([
      ['Namespace infra', true], ['Service infra/x', true], ['ServiceEntry infra/x', true], ['WorkloadEntry infra/x', true], ['Pod infra/x', true],
      ['Deployment infra/app', true],
    ]);
  });

  test.each([
    ['another waypoint', '{istio.io/use-waypoint: other}', 'infra'],
    ['none at all', '{istio.io/use-waypoint: none}', 'infra'],
    ['one of the same name in its own namespace', USE, 'shop'],
    ['one in another namespace', '{istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: shop}', 'infra'],
  ])('not what names %s', (_what, labels, namespace) => {
    expect(behind(WAYPOINT() + object('Service', labels, namespace))).toEqual([]);
  });

  test('gateways have nothing behind them', () => {
    expect(behind(gatewayYaml({ name: 'wp' }) + object('Service', USE, 'infra'))).toEqual([]);
  });

  test('not the Service of a waypoint', () => {
    expect(behind(WAYPOINT() + object('Service', '{istio.io/use-waypoint: wp, gateway.istio.io/managed: istio.io-mesh-controller}', 'infra'))).toEqual([]);
  });

  test.each([['1.30.5', []], ['1.31', true], ['1.32', true]])('canaries on Istio %s', (version, taken) => {
    const canary = '{istio.io/use-waypoint: other, istio.io/use-waypoint-canary: wp}';
    const yaml = WAYPOINT() + object('Service', canary, 'infra') + object('Namespace', canary, undefined, 'v1', 'infra')
      + object('ServiceEntry', '{istio.io/use-waypoint-canary: wp, istio.io/use-waypoint-canary-namespace: infra}', 'shop', 'networking.istio.io/v1')
      // waypoints of workloads have none, and none is no name
      + object('WorkloadEntry', canary, 'infra', 'networking.istio.io/v1') + object('Service', '{istio.io/use-waypoint-canary: none}', 'infra', 'v1', 'second');
    const [{ attachments }] = proxiesIn(yaml, istio(version));
    expect(seen(attachments)).toEqual(taken === true ? [['Namespace infra', true], ['Service infra/x', true], ['ServiceEntry shop/x', false]] : []);
    expect(attachments.every(({ canary: isCanary }) => isCanary)).toBe(true);
    const workloads = WAYPOINT(undefined, 'labels: {istio.io/waypoint-for: workload}') + object('Service', canary, 'infra');
    expect(seen(proxiesIn(workloads, istio(version))[0].attachments)).toEqual(taken === true ? [['Service infra/x', false]] : []);
    const facts = { ...istio(version), namespaces: { infra: { labels: { 'istio.io/use-waypoint': 'o', 'istio.io/use-waypoint-canary': 'wp' } } } };
    expect(behind(WAYPOINT(), facts)).toEqual(taken === true ? [['Namespace infra', true]] : []);
  });

  test('namespaces that only the facts know', () => {
    const facts = { namespaces: { infra: { labels: { 'istio.io/use-waypoint': 'wp' } } } };
    expect(behind(WAYPOINT(), facts)).toEqual([['Namespace infra', true]]);
    expect(behind(WAYPOINT() + object('Namespace', '{}', undefined, 'v1', 'infra'), facts)).toEqual([]);
  });
});

describe('who is let in', () => {
  test.each([
    ['nothing said', undefined, false],
    ['Same', '      from: Same', false],
    ['All', '      from: All', true],
    ['a selector that matches', '      from: Selector\n      selector: {matchLabels: {mesh: shared}}', true],
    ['a selector that does not', '      from: Selector\n      selector: {matchLabels: {mesh: other}}', false],
    ['a selector by name', '      from: Selector\n      selector: {matchLabels: {kubernetes.io/metadata.name: shop}}', true],
    ['a selector that is missing', '      from: Selector', false],
  ])('another namespace, with %s', (_what, allowed, expected) => {
    const yaml = WAYPOINT(allowed) + object('Service', USE_IN_INFRA, 'shop') + object('Namespace', '{mesh: shared}', undefined, 'v1', 'shop');
    expect(behind(yaml)).toEqual([['Service shop/x', expected]]);
    expect(behind(WAYPOINT(allowed) + object('Service', USE, 'infra') + object('Namespace', '{mesh: shared, kubernetes.io/metadata.name: infra}', undefined, 'v1', 'infra')))
      .toEqual([['Service infra/x', allowed?.includes('Selector') ? allowed.includes('shared') : true]]);
  });

  test('a selector over a namespace of which nothing is known', () => {
    const yaml = WAYPOINT('      from: Selector\n      selector: {matchLabels: {mesh: shared}}') + object('Service', USE_IN_INFRA, 'shop');
    const [{ attachments }] = proxiesIn(yaml);
    expect(attachments[0].accepted).toMatchObject({ known: false, origin: { why: expect.stringContaining('namespace shop') } });
    expect(behind(yaml, { namespaces: { shop: { labels: { mesh: 'shared' } } } })).toEqual([['Service shop/x', true]]);
  });

  test('the listener that counts is the one on 15008 with HBONE, or the one that a binding names', () => {
    const listeners = (annotation: string): string => gatewayYaml({
      name: 'wp',
      class: 'istio-waypoint',
      metadata: annotation,
      spec: 'listeners:\n- {name: a, port: 15088, protocol: istio.io/PROXY, allowedRoutes: {namespaces: {from: All}}}\n- {name: b, port: 15008, protocol: HBONE}',
    }) + object('Service', USE_IN_INFRA, 'shop');
    expect(behind(listeners(''))).toEqual([['Service shop/x', false]]);
    expect(behind(listeners('annotations: {ambient.istio.io/waypoint-inbound-binding: PROXY}'))).toEqual([['Service shop/x', true]]);
    expect(behind(listeners('annotations: {ambient.istio.io/waypoint-inbound-binding: NONE/15088}'))).toEqual([['Service shop/x', true]]);
    expect(behind(listeners('annotations: {ambient.istio.io/waypoint-inbound-binding: NONE/1}'))).toEqual([['Service shop/x', false]]);
  });

  test.each([
    [undefined, true, false, true],
    ['service', true, false, true],
    ['workload', false, true, true],
    ['all', true, true, true],
    ['none', false, false, false],
    ['nonsense', false, false, false],
  ])('traffic for %s: services %s, workloads %s, namespaces %s', (traffic, services, workloads, namespaces) => {
    const yaml = WAYPOINT(undefined, traffic === undefined ? undefined : `labels: {istio.io/waypoint-for: ${traffic}}`)
      + object('Namespace', USE, undefined, 'v1', 'infra') + object('Service', USE, 'infra') + object('Pod', USE, 'infra');
    expect(behind(yaml)).toEqual([['Namespace infra', namespaces], ['Service infra/x', services], ['Pod infra/x', workloads]]);
  });

  test('the class may name the traffic', () => {
    const gatewayClass = object('GatewayClass', '{istio.io/waypoint-for: workload}', undefined, 'gateway.networking.k8s.io/v1', 'istio-waypoint')
      + 'spec: {controllerName: istio.io/mesh-controller}\n';
    expect(behind(WAYPOINT() + gatewayClass + object('Service', USE, 'infra'))).toEqual([['Service infra/x', false]]);
  });
});
