import { App, Chart, Testing } from 'cdk8s';
import { ISTIO, refusal, write, type WriteOptions } from './written';
import { GatewayRendering, IstioGateway, IstioGatewayChart, type IstioGatewayProps } from '../../../src/gateway';
import { valueAt } from '../../../src/model';
import type { KubeObject } from '../../../src/model/manifest/types';
import { AllowedNamespaces } from '../../../src/presets';
import { EDGE, filesOf, fleetOf, istio } from '../../fleet/helpers';
import { crdSchemas, describeWithSchemas } from '../../support/schemas';

const MANAGED: WriteOptions = { rendering: GatewayRendering.MANAGED };
const TWO = [{ name: 'http2', port: 80 }, { name: 'tls', port: 443 }];

const gatewayIn = (objects: readonly unknown[]): KubeObject => (objects as KubeObject[]).find(({ kind }) => kind === 'Gateway')!;
const gateway = (props: IstioGatewayProps): KubeObject => gatewayIn(write({ ports: TWO, ...props }, MANAGED).emitted);
const routes = (object: KubeObject): unknown[] => (valueAt(object, '/spec/listeners') as { allowedRoutes?: unknown }[]).map(({ allowedRoutes }) => allowedRoutes);
const selector = (...values: string[]): object => (
  { namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] } } }
);

describe('from which namespaces the listeners of a managed gateway take routes', () => {
  test.each<[string, AllowedNamespaces | undefined, unknown]>([
    ['nothing is written where nobody says: the Gateway API takes its own namespace', undefined, undefined],
    ['its own', AllowedNamespaces.same(), { namespaces: { from: 'Same' } }],
    ['all', AllowedNamespaces.all(), { namespaces: { from: 'All' } }],
    ['named ones, and its own', AllowedNamespaces.named('web', 'api'), selector('api', 'ingress', 'web')],
    ['labelled ones', AllowedNamespaces.labelled({ edge: 'yes' }), { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } }],
  ])('%s', (_, allowedRoutes, expected) => expect(routes(gateway({ allowedRoutes }))).toEqual([expected, expected]));

  test('a port says it for itself, with or without what holds for all', () => {
    const listenerAllowedRoutes = { tls: AllowedNamespaces.named('shop') };
    expect(routes(gateway({ listenerAllowedRoutes }))).toEqual([undefined, selector('ingress', 'shop')]);
    expect(routes(gateway({ allowedRoutes: AllowedNamespaces.all(), listenerAllowedRoutes }))).toEqual([{ namespaces: { from: 'All' } }, selector('ingress', 'shop')]);
  });

  test('what was handed over is not read again', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'ingress' });
    ISTIO.applyTo(chart);
    const listenerAllowedRoutes: Record<string, AllowedNamespaces> = { tls: AllowedNamespaces.all() };
    const made = new IstioGateway(chart, 'web', { ports: TWO, rendering: GatewayRendering.MANAGED, listenerAllowedRoutes });
    listenerAllowedRoutes.http2 = AllowedNamespaces.all();
    expect(routes(made.resource!.toJson() as KubeObject)).toEqual([undefined, { namespaces: { from: 'All' } }]);
  });

  test('beside YAML it is an option', () => {
    const app = new App();
    ISTIO.applyTo(app);
    const chart = IstioGatewayChart.fromYaml(app, 'edge', `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: { name: edge, namespace: istio-system }
spec: { ports: [{ name: http2, port: 80 }] }
`, { rendering: GatewayRendering.MANAGED, allowedRoutes: AllowedNamespaces.named('shop') });
    expect(routes(gatewayIn(chart.toJson()))).toEqual([selector('istio-system', 'shop')]);
  });

  test('each cluster of a fleet has it', () => {
    const fleet = fleetOf(istio(), ['a', 'b']);
    fleet.addGateway('edge', { ...EDGE, namespace: 'ingress', ports: TWO, rendering: GatewayRendering.MANAGED, clusterIds: ['a', 'b'], allowedRoutes: AllowedNamespaces.all() });
    fleet.synth();
    for (const cluster of ['a', 'b']) {
      const texts = Object.entries(filesOf(fleet.outdir)).filter(([path]) => path.startsWith(`${cluster}/`)).map(([, text]) => text);
      expect(texts.join('\n').match(/allowedRoutes:\n +namespaces:\n +from: All/g)).toHaveLength(2);
    }
  });
});

describe('refused', () => {
  const EXPECTED = 'must be AllowedNamespaces such as AllowedNamespaces.all(), got ';
  test.each<[string, IstioGatewayProps, string]>([
    ['the words of the Gateway API', { allowedRoutes: { namespaces: { from: 'All' } } as never }, `'allowedRoutes' ${EXPECTED}a map`],
    ['a word', { allowedRoutes: 'All' as never }, `'allowedRoutes' ${EXPECTED}"All"`],
    ['a word for a port', { listenerAllowedRoutes: { tls: 'All' as never } }, `'listenerAllowedRoutes.tls' ${EXPECTED}"All"`],
    ['one for all where a map by port belongs', { listenerAllowedRoutes: AllowedNamespaces.all() as never }, "'listenerAllowedRoutes' must be a map"],
    ['nothing at all', { allowedRoutes: null } as never, `'allowedRoutes' ${EXPECTED}null`],
    ['nothing at all for a port', { listenerAllowedRoutes: { tls: null } } as never, `'listenerAllowedRoutes.tls' ${EXPECTED}null`],
    ['a port that is not there', { listenerAllowedRoutes: { htp2: AllowedNamespaces.all() } },
      '\'listenerAllowedRoutes.htp2\' must be for a port of this gateway, got "htp2", expected "http2", "tls"; did you mean "http2"?'],
    ['a port without a listener', { ports: [...TWO, { name: 'status', port: 15021 }], listenerAllowedRoutes: { status: AllowedNamespaces.all() } }, 'must be for a port of this gateway, got "status"'],
    ['HTTPS among the defaults, which is not there without a certificate', { ports: undefined, listenerAllowedRoutes: { https: AllowedNamespaces.all() } },
      'must be for a port of this gateway, got "https", expected "http2"'],
    ['the word of waypoints', { acceptsFrom: AllowedNamespaces.all() } as never, "'acceptsFrom' is not a prop; use allowedRoutes"],
  ])('%s', (_, props, message) => expect(refusal({ ports: TWO, ...props }, MANAGED)).toContain(message));

  test('where no Gateway of the Gateway API is made, with what says it there', () => {
    const found = refusal({ allowedRoutes: AllowedNamespaces.named('shop'), listenerAllowedRoutes: { tls: AllowedNamespaces.all() } }, { rendering: GatewayRendering.INJECTED });
    expect(found).toContain("'allowedRoutes' is for the listeners of a Gateway of the Gateway API, got named shop where an Istio Gateway listens; leave it out");
    expect(found).toContain("'listenerAllowedRoutes.tls' is for the listeners of a Gateway of the Gateway API, got all");
    expect(found).toContain('use the rendering MANAGED on Istio');
  });
});

describeWithSchemas('the schema of the Gateway API takes it', () => {
  test.each([AllowedNamespaces.same(), AllowedNamespaces.all(), AllowedNamespaces.named('web'), AllowedNamespaces.labelled({ a: 'b' })].map((one) => [one.toString(), one] as const))(
    '%s', (_, allowedRoutes) => expect(crdSchemas('gateway-api/standard-1.5.1.yaml').problems(gateway({ allowedRoutes }))).toEqual([]));
});
