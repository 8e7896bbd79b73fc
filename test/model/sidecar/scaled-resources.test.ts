import { appYaml, ASM, asmConfig, sidecarIn, valueIn } from './helpers';
import { overcommittedResources, readScaledResources, type ScaledResources, scaledResources } from '../../../src/model/injected';

const container = (name: string, requests?: object, limits?: object): unknown => (
  { name, resources: { ...requests && { requests }, ...limits && { limits } } });
const MAX: ScaledResources = { strategy: 'PercentageMax', percentage: 50 };

describe('a part of the application', () => {
  test.each([
    ['198m', '100m', 'below the least'],
    ['200m', '100m', 'at the least'],
    ['202m', '101m', 'above the least'],
    ['205m', '102m', 'cut to whole thousandths'],
  ])('processors: half of %s is %s, %s', (asked, expected) => {
    expect(scaledResources(MAX, [container('web', { cpu: asked, memory: '1Gi' })])).toEqual({ requests: { cpu: expected, memory: '512Mi' } });
  });

  test.each([
    ['254Mi', '128Mi', 'below the least'],
    ['256Mi', '128Mi', 'at the least'],
    ['258Mi', '129Mi', 'above the least'],
    ['259Mi', '129Mi', 'cut to whole Mi'],
  ])('memory: half of %s is %s, %s', (asked, expected) => {
    expect(scaledResources(MAX, [container('web', { cpu: '1', memory: asked })])).toEqual({ requests: { cpu: '500m', memory: expected } });
  });

  const TWO = [container('web', { cpu: '1', memory: '1Gi' }, { cpu: '2' }), container('log', { cpu: '400m', memory: '3Gi' }), container('istio-proxy', { cpu: '90' })];

  test.each<[string, Partial<ScaledResources>, unknown]>([
    ['the largest, resource by resource', {}, { requests: { cpu: '500m', memory: '1536Mi' }, limits: { cpu: '1' } }],
    ['the sum', { strategy: 'PercentageSum' }, { requests: { cpu: '700m', memory: '2Gi' }, limits: { cpu: '1' } }],
    ['the named one', { strategy: 'PercentageRef', container: 'log' }, { requests: { cpu: '200m', memory: '1536Mi' } }],
    ['a name that is not there: the fixed resources apply', { strategy: 'PercentageRef', container: 'other' }, undefined],
    ['more than all of it', { percentage: 200 }, { requests: { cpu: '2', memory: '6Gi' }, limits: { cpu: '4' } }],
    ['nothing of it: the least', { percentage: 0 }, { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '100m' } }],
  ])('of %s', (_, settings, expected) => {
    expect(scaledResources({ ...MAX, ...settings }, TWO)).toEqual(expected);
  });

  test('an amount that is none', () => {
    expect(scaledResources(MAX, [container('web', { cpu: 'much' })])).toEqual({ why: expect.stringContaining('cpu') });
  });

  test.each([[undefined], ['50'], [{ resourcePercentage: -1, resourceCalculationStrategy: 'PercentageMax' }], [{ resourcePercentage: 50 }]])('no settings: %j', (item) => {
    expect(readScaledResources(item, undefined)).toBeUndefined();
  });
});

describe('in the pod', () => {
  const spec = (strategy: string): string => `sidecarProxyResource: {requests: {cpu: "7"}}
scaledSidecarResource: {resourceCalculationStrategy: ${strategy}, containerRef: other, resourcePercentage: 50}`;
  const requests = (strategy: string, annotations?: string): unknown => valueIn(
    sidecarIn(appYaml({ annotations, container: 'resources: {requests: {cpu: "2", memory: 2Gi}}' }) + asmConfig(spec(strategy)), ASM), 'istio-proxy', 'resources/requests');

  test.each([
    ['proportional before fixed', 'PercentageMax', undefined, { cpu: '1', memory: '1Gi' }],
    ['fixed, where the named container is missing', 'PercentageRef', undefined, { cpu: '7' }],
    ["the pod's annotation names another one", 'PercentageRef', 'scaled-resource.inject.istio.alibabacloud.com/container-ref: web', { cpu: '1', memory: '1Gi' }],
    ['beside resource annotations: not said', 'PercentageMax', 'sidecar.istio.io/proxyCPU: "1"', undefined],
  ])('%s', (_, strategy, annotations, expected) => {
    expect(requests(strategy, annotations)).toEqual(expected);
  });
});

describe('overcommitted', () => {
  test.each([
    [{ requests: { cpu: '200', memory: '256Mi' } }, { requests: { 'kubernetes.io/batch-cpu': '200', 'kubernetes.io/batch-memory': '256Mi' } }],
    [{ limits: { cpu: 2000 } }, { limits: { 'kubernetes.io/batch-cpu': '2k' } }],
    [{ limits: { cpu: '1500m' } }, { limits: { 'kubernetes.io/batch-cpu': '1500' } }],
    [{ limits: { 'kubernetes.io/batch-cpu': '1k' } }, { limits: { 'kubernetes.io/batch-cpu': '1k' } }],
    [{ limits: { cpu: 'much' } }, undefined],
  ])('%j', (item, expected) => {
    expect(overcommittedResources(item)).toEqual(expected);
  });
});
