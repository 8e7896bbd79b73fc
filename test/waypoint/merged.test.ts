import * as fc from 'fast-check';
import { ASM, ISTIO, options, refused, waypoint, written } from './helpers';
import type { WaypointOverlays } from '../../src';
import { strategicMerge, type JsonObject } from '../../src/model/merge';
import { combine } from '../../src/waypoint/combine';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const inPod = (spec: object): object => ({ spec: { template: { spec } } });
const inProxy = (fields: object): object => inPod({ containers: [{ name: 'istio-proxy', ...fields }] });

describe('raw overlays', () => {
  const TEXT = 'spec:\n  # for the night\n  paused: true\n';

  test('a text is written as it is, comments included', () => expect(written(waypoint({ overlays: { deployment: TEXT } }).options).data.deployment).toBe(TEXT));

  test('a text beside a prop becomes one with it', () => {
    expect(options(waypoint({ replicas: 2, overlays: { deployment: TEXT } })).deployment).toEqual({ spec: { replicas: 2, paused: true } });
  });

  test('an object is copied: what the caller changes later does not show', () => {
    const overlay = { spec: { paused: true } };
    const made = waypoint({ overlays: { deployment: overlay } });
    overlay.spec.paused = false;
    expect(options(made).deployment).toEqual({ spec: { paused: true } });
  });

  test('items of one key become one item, others stand beside it', () => {
    const made = waypoint({
      resources: { requests: { cpu: '1' } },
      overlays: { deployment: inPod({ containers: [{ name: 'istio-proxy', tty: true }, { name: 'log', image: 'busybox' }] }) },
    });
    expect(options(made).deployment.spec.template.spec.containers).toEqual([
      { name: 'istio-proxy', resources: { requests: { cpu: '1' } }, tty: true }, { name: 'log', image: 'busybox' },
    ]);
    expect(made.preview().deployment.spec.template.spec.containers.map((one: { name: string }) => one.name).sort()).toEqual(['istio-proxy', 'log']);
  });

  test('nulls and directives reach the mesh', () => {
    const overlay = inProxy({ resources: { limits: null }, startupProbe: { httpGet: null, exec: { command: ['true'] } } });
    const made = waypoint({ overlays: { deployment: overlay } });
    expect(options(made).deployment).toEqual(overlay);
    const [container] = made.preview().deployment.spec.template.spec.containers;
    expect(container.resources).toEqual({ requests: { cpu: '100m', memory: '128Mi' } });
    expect(container.startupProbe.httpGet).toBeUndefined();
  });

  test('texts that YAML readers take for something else come back as texts', () => {
    const annotations = { a: 'yes', b: '0o7', c: '1_000.', d: '2026-11-20', e: '1e3', f: 'null', g: '- x', h: 'a: b', i: 'x\n  y\n', j: '~', k: '' };
    const made = waypoint({ podAnnotations: annotations });
    expect(options(made).deployment.spec.template.metadata.annotations).toEqual(annotations);
    expect(made.preview().deployment.spec.template.metadata.annotations).toMatchObject(annotations);
  });
});

describe('judged after merging', () => {
  const told = (overlays: WaypointOverlays): string[] => refused({ overlays });

  test.each<[string, WaypointOverlays, string]>([
    ['an unknown field', { deployment: { spec: { replcias: 2 } } }, 'option deployment: /spec/replcias is no field of DeploymentSpec, got "replcias", expected one that Kubernetes '
      + 'knows; did you mean "replicas"?'],
    ['a wrong type', { deployment: inPod({ terminationGracePeriodSeconds: '60' }) }, 'option deployment: /spec/template/spec/terminationGracePeriodSeconds must be a whole number, '
      + 'got "60"; write 60 without quotes'],
    ['a list for a map', { service: { spec: { selector: [] } } }, 'option service: /spec/selector must be a map, got a list of 0'],
    ['two handlers of a probe', { deployment: inProxy({ readinessProbe: { exec: { command: ['true'] } } }) }, 'option deployment: '
      + '/spec/template/spec/containers/0/readinessProbe must have one probe handler, got httpGet and exec; set httpGet to null'],
    ['Recreate with a rolling update', { deployment: { spec: { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } } } }, 'option deployment: /spec/strategy must have one '
      + 'deployment strategy, got type and rollingUpdate; keep one'],
    ['both numbers of a budget', { podDisruptionBudget: 'spec: {minAvailable: 1, maxUnavailable: 1}' }, 'option podDisruptionBudget: /spec must have one disruption budget, '
      + 'got minAvailable and maxUnavailable; keep one'],
    ['another name', { deployment: { metadata: { name: 'other' } } }, 'option deployment changes metadata.name, got "other", expected that overlays leave it alone, '
      + 'remove it: with it nothing of the Gateway is deployed'],
    ['another owner', { service: { metadata: { finalizers: ['a/b'] } } }, 'option service changes metadata.finalizers, got a list of 1, expected that overlays '
      + 'leave it alone, remove it: with it nothing of the Gateway is deployed'],
    ['another kind', { service: { kind: 'ConfigMap' } }, 'option service makes another kind, got v1 ConfigMap, expected v1 Service, remove it: it is not applied'],
    ['a container with a typing error', { deployment: inPod({ containers: [{ name: 'istio-prox', tty: true }] }) }, 'option deployment: /spec/template/spec/containers/0 adds a '
      + 'container without an image, got "istio-prox", expected "istio-proxy" for the proxy; did you mean "istio-proxy"?'],
    ['a container without a name', { deployment: inPod({ containers: [{ tty: true }] }) }, 'option deployment cannot be merged: patch at "/spec/template/spec/containers/0": '],
    ['the proxy taken away', { deployment: inPod({ containers: [{ name: 'istio-proxy', $patch: 'delete' }] }) }, 'option deployment takes the container "istio-proxy" away; '
      + 'without it there is no waypoint, leave it'],
    ['the fewest pods above the template\'s most', { horizontalPodAutoscaler: 'spec: {minReplicas: 2}' }, 'the autoscaler has maxReplicas 1 below minReplicas 2, expected at least '
      + 'as many, set maxReplicas (the template has 1)'],
    ['replicas beside an autoscaler', { deployment: 'spec: {replicas: 4}', horizontalPodAutoscaler: 'spec: {maxReplicas: 5}' }, 'option deployment sets /spec/replicas 4 beside option '
      + 'horizontalPodAutoscaler; the mesh would set the number back at every change, leave it out'],
    ['another selector', { deployment: { spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } } } } } }, 'option deployment: '
      + '/spec/selector/matchLabels/a changes by which labels the Deployment finds its pods; that cannot be changed later, leave it out'],
    ['a metric of which half is missing', { horizontalPodAutoscaler: { spec: { maxReplicas: 2, metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] } } },
      'option horizontalPodAutoscaler: /spec/metrics/0/resource/target is missing, expected a map (MetricTarget), add it'],
    ['no YAML', { deployment: 'spec: [' }, "'overlays.deployment' cannot be read as YAML: 1:8: "],
    ['a key that stands twice', { deployment: 'spec: {}\nspec: {}\n' }, "'overlays.deployment' cannot be read as YAML: 2:1: "],
    ['no map', { deployment: '- a' }, "'overlays.deployment' must be a partial object, got a list of 1"],
  ])('%s', (_, overlays, expected) => expect(told(overlays)).toEqual([expect.stringContaining(expected)]));

  test('an overlay that is refused for its name is judged all the same', () => {
    expect(told({ deployment: { metadata: { name: 'x' }, spec: { replcias: 1 } } })).toEqual([
      expect.stringContaining('changes metadata.name'), expect.stringContaining('/spec/replcias is no field'),
    ]);
  });

  test('on ASM, of what the overlays say', () => {
    expect(refused({ overlays: { deployment: { spec: { replcias: 2 } } } }, ASM)).toEqual([expect.stringContaining('/spec/replcias is no field')]);
    expect(refused({ overlays: { deployment: inProxy({ readinessProbe: { exec: { command: ['true'] } } }) } }, ASM)).toEqual([]);
  });

  test.each([
    ['as the object that it is', { cyclic: true }],
    ['deep', { deep: 3000 }],
    ['wide', { wide: 30_000 }],
  ])('what is not reasonable ends in an error: %s', (_, { cyclic, deep, wide }: { cyclic?: boolean; deep?: number; wide?: number }) => {
    const overlay: Record<string, unknown> = {};
    if (cyclic) { overlay.spec = overlay; }
    if (deep) { let at = overlay; for (let level = 0; level < deep; level++) { at = at.spec = {} as Record<string, unknown>; } }
    if (wide) { overlay.spec = { list: Array.from({ length: wide }, (__, at) => at) }; }
    expect(told({ deployment: overlay as WaypointOverlays['deployment'] })).toEqual([expect.stringContaining('must have at most 20000 values in 100 levels and not contain itself')]);
  });
});

describe('a prop and an overlay', () => {
  test.each<[string, object, string]>([
    ['of different values', { replicas: 2, overlays: { deployment: { spec: { replicas: 3 } } } }, '/spec/replicas'],
    ['in one item', { resources: { requests: { cpu: '1' } }, overlays: { deployment: inProxy({ resources: { requests: { cpu: '2' } } }) } },
      '/spec/template/spec/containers/0/resources/requests/cpu'],
    ['where the overlay takes away', { resources: { requests: { cpu: '1' } }, overlays: { deployment: inProxy({ resources: null }) } }, '/spec/template/spec/containers/0/resources'],
    ['where the overlay replaces', { podLabels: { a: 'b' }, overlays: { deployment: { spec: { template: { metadata: { labels: { $patch: 'replace', c: 'd' } } } } } } },
      '/spec/template/metadata/labels/$patch'],
    ['where lists replace each other', { tolerations: [{ operator: 'Exists' }], overlays: { deployment: inPod({ tolerations: [] }) } }, '/spec/template/spec/tolerations'],
  ])('conflict: %s', (_, props, pointer) => {
    expect(refused(props)).toContainEqual(`'overlays.deployment' and a prop both set ${pointer}, to different values; keep one of the two`);
  });

  test('that say the same agree', () => {
    const same = { replicas: 2, tolerations: [{ operator: 'Exists' }], overlays: { deployment: { spec: { replicas: 2, template: { spec: { tolerations: [{ operator: 'Exists' }] } } } } } };
    expect(refused(same)).toEqual([]);
  });

  const value = fc.oneof(fc.constant('a'), fc.constant('b'));
  const container = fc.record({ tty: fc.boolean(), resources: fc.record({ requests: fc.dictionary(fc.constantFrom('cpu', 'memory'), value) }) }, { requiredKeys: [] });
  const containers = fc.uniqueArray(fc.tuple(fc.constantFrom('istio-proxy', 'x', 'y'), container), { selector: ([name]) => name })
    .map((list) => list.map(([name, fields]) => ({ name, ...fields })));
  const patch = fc.record({
    replicas: fc.constantFrom(1, 2),
    template: fc.record({
      metadata: fc.record({ labels: fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(value, fc.constant(null))) }),
      spec: fc.record({ containers, tolerations: fc.array(fc.record({ key: value }), { maxLength: 2 }) }, { requiredKeys: [] }),
    }, { requiredKeys: [] }),
  }, { requiredKeys: [] }).map((spec) => ({ spec }) as unknown as JsonObject);

  test('property: without a conflict, one combined patch does what the two do one after the other', () => {
    const base = { ...DEPLOYMENT, spec: { template: { metadata: { labels: { a: '0', c: '0' } }, spec: { containers: [{ name: 'istio-proxy', image: 'i' }] } } } } as JsonObject;
    let compared = 0;
    fc.assert(fc.property(patch, patch, (first, second) => {
      const { patch: both, conflicts } = combine(first, second, DEPLOYMENT);
      if (conflicts.length > 0) { return; }
      compared += 1;
      const after = (object: JsonObject, one: JsonObject): JsonObject => strategicMerge(object, one, DEPLOYMENT).object;
      expect(unordered(after(base, both))).toEqual(unordered(after(after(base, first), second)));
    }), { seed: 6, numRuns: 400 });
    expect(compared).toBeGreaterThan(100);
  });
});

describe('whatever is handed over', () => {
  const key = fc.constantFrom('metadata', 'name', 'labels', 'spec', 'template', 'containers', 'replicas', 'selector', 'kind', 'apiVersion', '$patch', '$retainKeys',
    '$setElementOrder/containers', 'resources', 'limits', '__proto__', 'constructor', 'ports', 'istio-proxy');
  const anything = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 5 }, fc.constantFrom('delete', 'replace', 'istio-proxy', '', 'a'), fc.integer(), fc.boolean(), fc.constant(null), fc.string({ unit: 'binary' }),
      fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(key, tie('any'), { maxKeys: 4 })),
  })).any;

  test('property: an overlay makes a waypoint, or an error that names it', () => {
    let made = 0;
    fc.assert(fc.property(fc.constantFrom('deployment', 'service', 'serviceAccount', 'horizontalPodAutoscaler', 'podDisruptionBudget', 'proxyConfig', 'other'), anything,
      fc.constantFrom(ISTIO, ASM), (option, overlay, platform) => {
        try {
          waypoint({ replicas: 1, overlays: { [option]: overlay } as WaypointOverlays }, platform).preview().toYaml();
          made += 1;
        } catch (error) {
          expect((error as Error).message).toMatch(/^\[app\/waypoint/);
        }
      }), { seed: 7, numRuns: 200 });
    expect(made).toBeGreaterThan(3);
  });
});

/** Where an added container stands does not matter. */
function unordered(object: JsonObject): unknown {
  const copy = structuredClone(object) as { spec: { template: { spec: { containers: { name: string }[] } } } };
  copy.spec.template.spec.containers.sort((a, b) => (a.name < b.name ? -1 : 1));
  return copy;
}
