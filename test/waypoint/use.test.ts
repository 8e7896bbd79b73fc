import { ApiObject, type Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ASM, chartOn, ISTIO, istio, written } from './helpers';
import { AllowedNamespaces, MeshFacts, type MeshFactsProps, type Platform, Waypoint, type WaypointProps, WaypointTraffic } from '../../src';
import { effectiveMesh, ManifestIndex, manifestOf } from '../../src/model';

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';

function made(props: WaypointProps = {}, platform: Platform = ISTIO, facts: MeshFactsProps = {}): { chart: Chart; waypoint: Waypoint } {
  const chart = chartOn(platform, facts);
  return { chart, waypoint: new Waypoint(chart, 'waypoint', props) };
}

function object(chart: Chart, kind: string, namespace?: string, apiVersion = 'v1'): ApiObject {
  return new ApiObject(chart, `${kind}-${namespace}`, { apiVersion, kind, metadata: { name: 'x', ...namespace && { namespace } } });
}

const labels = (of: ApiObject): unknown => written(of).metadata.labels;
const routes = (waypoint: Waypoint): unknown => written(waypoint.gateway).spec.listeners[0].allowedRoutes.namespaces;
const named = (...values: string[]): unknown => ({ from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] } });

describe('putting something behind a waypoint', () => {
  test.each([['Service', 'v1'], ['ServiceEntry', 'networking.istio.io/v1']])('a %s of its namespace, by one label', (kind, apiVersion) => {
    const { chart, waypoint } = made();
    const target = object(chart, kind, undefined, apiVersion);
    expect(waypoint.use(target)).toBe(waypoint);
    expect(labels(target)).toEqual({ [USE]: 'waypoint' });
    expect(routes(waypoint)).toEqual({ from: 'Same' });
    expect(waypoint.preview().state).toBe('runs');
  });

  test.each([['shop', '"shop"'], [undefined, 'undefined'], [{}, 'a map']])('%j is no object of the app', (target, got) => {
    expect(() => made().waypoint.use(target as unknown as ApiObject)).toThrow(`'use' must be given an object of the app, a Namespace, Service or workload, got ${got}`);
  });

  test('its own namespace, by the object or by its name', () => {
    const { chart, waypoint } = made();
    const namespace = new ApiObject(chart, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    waypoint.use(namespace);
    expect(labels(namespace)).toEqual({ [USE]: 'waypoint' });
    expect(written(made().waypoint.useNamespace('shop'))).toEqual({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { [USE]: 'waypoint' } } });
  });

  test('a namespace by its name, twice: one object, with what both ask for', () => {
    const { waypoint } = made();
    const first = waypoint.useNamespace('web');
    expect(waypoint.useNamespace('web', { ingress: true })).toBe(first);
    expect(waypoint.useNamespace('web')).toBe(first);
    expect(labels(first)).toEqual({ [USE]: 'waypoint', [USE_NAMESPACE]: 'shop', 'istio.io/ingress-use-waypoint': 'true' });
    expect(routes(waypoint)).toEqual(named('shop', 'web'));
  });

  test('what is in another namespace is let in by itself, whatever comes first', () => {
    const { chart, waypoint } = made();
    waypoint.useNamespace('web');
    const service = object(chart, 'Service', 'api');
    waypoint.use(service);
    expect(waypoint.labelsFor('api')).toEqual({ [USE]: 'waypoint', [USE_NAMESPACE]: 'shop' });
    expect(labels(service)).toEqual({ [USE]: 'waypoint', [USE_NAMESPACE]: 'shop' });
    expect(routes(waypoint)).toEqual(named('api', 'shop', 'web'));
  });

  test('pods, where the waypoint is for them', () => {
    const { chart, waypoint } = made({ waypointFor: WaypointTraffic.ALL });
    const pod = object(chart, 'Pod');
    const deployment = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web' }] });
    waypoint.use(pod).use(deployment);
    expect(labels(pod)).toEqual({ [USE]: 'waypoint' });
    const rendered = written(ApiObject.of(deployment));
    expect(rendered.spec.template.metadata.labels).toMatchObject({ [USE]: 'waypoint' });
    expect(rendered.metadata.labels?.[USE]).toBeUndefined();
    expect(waypoint.labelsForPods()).toEqual({ [USE]: 'waypoint' });
  });

  test('constructs that stand for a Service', () => {
    const { chart, waypoint } = made();
    const service = new kplus.Service(chart, 'web', { ports: [{ port: 80 }] });
    waypoint.use(service);
    expect(labels(ApiObject.of(service))).toEqual({ [USE]: 'waypoint' });
  });

  test('traffic from ingress gateways too', () => {
    expect(made().waypoint.labelsFor(undefined, { ingress: true })).toEqual({ [USE]: 'waypoint', 'istio.io/ingress-use-waypoint': 'true' });
    expect(labels(made().waypoint.useNamespace('shop', { ingress: true }))).toEqual({ [USE]: 'waypoint', 'istio.io/ingress-use-waypoint': 'true' });
  });

  test('the model takes what was put behind it', () => {
    const { chart, waypoint } = made({}, ISTIO, { namespaces: { api: {} } });
    waypoint.useNamespace('web');
    waypoint.use(object(chart, 'Service', 'api'));
    const [proxy] = effectiveMesh(ManifestIndex.of(chart.toJson().map((one) => manifestOf(one))), MeshFacts.of(chart)).proxies;
    expect(proxy.attachments.map(({ by, accepted }) => [by.kind, accepted.value]).sort()).toEqual([['Namespace', true], ['Service', true]]);
  });
});

describe('why something cannot be put behind a waypoint', () => {
  const told = (act: (of: ReturnType<typeof made>) => unknown, ...how: Parameters<typeof made>): string => {
    try { act(made(...how)); } catch (error) { return (error as Error).message; }
    return '';
  };

  test.each<[string, string, (of: ReturnType<typeof made>) => unknown, Parameters<typeof made>?]>([
    ['pods, of a waypoint for Services', 'pods go through a waypoint for workload or all, got service; set waypointFor to WaypointTraffic.WORKLOAD or ALL',
      ({ waypoint }) => waypoint.labelsForPods()],
    ['a Service, of a waypoint for pods', 'Services go through a waypoint for service or all, got workload; set waypointFor to WaypointTraffic.SERVICE or ALL',
      ({ waypoint }) => waypoint.labelsFor(), [{ waypointFor: WaypointTraffic.WORKLOAD }]],
    ['anything, of a waypoint for nothing', "nothing can go through it: 'waypointFor' is NONE", ({ waypoint }) => waypoint.useNamespace('shop'), [{ waypointFor: WaypointTraffic.NONE }]],
    ['pods on ASM', 'pods cannot be put behind a waypoint here: pods behind a waypoint by a label of their own: no on asm 1.26.0.45',
      ({ waypoint }) => waypoint.labelsForPods(), [{ waypointFor: WaypointTraffic.ALL }, ASM]],
    ['a Deployment as an object', 'the pods of Deployment x are labelled in its template', ({ chart, waypoint }) => waypoint.use(object(chart, 'Deployment', undefined, 'apps/v1'))],
    ['a ConfigMap', 'ConfigMap x cannot be put behind a waypoint, expected a Namespace, Service, ServiceEntry, WorkloadEntry or pods',
      ({ chart, waypoint }) => waypoint.use(object(chart, 'ConfigMap'))],
    ['a construct without an object', "'use' takes an object of Kubernetes, or a construct that stands for one", ({ chart, waypoint }) => waypoint.use(chart)],
    ['what is not let in', 'namespace "web" is not let in: \'acceptsFrom\' is named api; add it there, or leave acceptsFrom out, and it is opened by itself',
      ({ waypoint }) => waypoint.useNamespace('web'), [{ acceptsFrom: AllowedNamespaces.named('api') }]],
    ['what is known not to be let in', "'acceptsFrom' is labelled team=a", ({ waypoint }) => waypoint.useNamespace('web'),
      [{ acceptsFrom: AllowedNamespaces.labelled({ team: 'a' }) }, ISTIO, { namespaces: { web: { labels: {} } } }]],
    ['what has another waypoint', 'must not have another waypoint, got label istio.io/use-waypoint: "other", expected "waypoint"; remove one of the two', ({ chart, waypoint }) => {
      const service = object(chart, 'Service');
      service.metadata.addLabel(USE, 'other');
      waypoint.use(service);
    }],
    ['ingress traffic to pods', "'ingress' is for Services, ServiceEntries and namespaces", ({ chart, waypoint }) => waypoint.use(object(chart, 'Pod'), { ingress: true }),
      [{ waypointFor: WaypointTraffic.ALL }]],
    ['no name of a namespace', "'useNamespace' must be a DNS label", ({ waypoint }) => waypoint.useNamespace('Web')],
  ])('%s', (_, expected, act, how = []) => {
    const message = told(act, ...how);
    expect(message).toMatch(/^\[app\/waypoint\] /);
    expect(message).toContain(expected);
  });

  test('a waypoint without a namespace cannot be named by another one', () => {
    const chart = chartOn(ISTIO, {}, null);
    const waypoint = new Waypoint(chart, 'w');
    expect(waypoint.labelsFor()).toEqual({ [USE]: 'w' });
    expect(() => waypoint.useNamespace('web')).toThrow('its namespace must be given for what is in namespace "web", got none; give the waypoint or its chart a namespace');
  });

  test('an object of which the namespace is not said is in none', () => {
    const chart = chartOn(ISTIO, {}, null);
    const waypoint = new Waypoint(chart, 'w', { namespace: 'shop' });
    expect(() => waypoint.use(object(chart, 'Service'))).toThrow('it must be known in which namespace that is, got none; give it one, "shop" if it is the waypoint\'s');
  });
});

describe('whom a waypoint accepts', () => {
  test.each<[string, AllowedNamespaces | undefined, unknown]>([
    ['its own namespace when nobody says', undefined, { from: 'Same' }],
    ['its own', AllowedNamespaces.same(), { from: 'Same' }],
    ['all', AllowedNamespaces.all(), { from: 'All' }],
    ['named ones, and its own', AllowedNamespaces.named('web', 'api'), named('api', 'shop', 'web')],
    ['labelled ones', AllowedNamespaces.labelled({ team: 'a' }), { from: 'Selector', selector: { matchLabels: { team: 'a' } } }],
  ])('%s', (_, acceptsFrom, expected) => expect(routes(made({ acceptsFrom }).waypoint)).toEqual(expected));

  test('who is accepted anyway is not named again', () => {
    const { waypoint } = made({ acceptsFrom: AllowedNamespaces.all() });
    waypoint.useNamespace('web');
    expect(routes(waypoint)).toEqual({ from: 'All' });
  });

  test('Istio before 1.23 would not look into another namespace, and has no waypoints of ours', () => {
    expect(() => made({}, istio('1.22'))).toThrow('a waypoint cannot be had here');
  });
});
