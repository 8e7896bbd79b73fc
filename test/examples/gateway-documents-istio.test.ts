import { synthExample } from '../support/examples';
import { ownSchemas } from '../support/own-crds';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';

interface Written { readonly kind: string; readonly metadata: { readonly name: string }; readonly [field: string]: any }

const NAMES = ['egressgateway', 'ingressgateway', 'ingressgateway-nodes', 'ingressgateway-zones', 'myexample-customingressgateway'];

describe('examples/gateway-documents-istio', () => {
  const files = synthExample('gateway-documents-istio');
  const objects = (rendering: string, kind: string): Written[] => (files[`${rendering}.k8s.yaml`] as unknown as Written[]).filter((one) => one.kind === kind);

  test('every gateway of the documents is there in both renderings', () => {
    const names = (rendering: string, kind: string): string[] => objects(rendering, kind).map(({ metadata }) => metadata.name).sort();
    expect(names('injected', 'Deployment')).toEqual(NAMES.map((name) => `istio-${name}`));
    expect(names('injected', 'Service')).toEqual(NAMES.map((name) => `istio-${name}`));
    expect(names('managed', 'Gateway')).toEqual(NAMES);
    expect(names('managed', 'ConfigMap')).toEqual(NAMES.map((name) => `${name}-options`).sort());
  });

  test('the cluster that is asked for has its overrides', () => {
    const [deployment] = objects('injected', 'Deployment').filter(({ metadata }) => metadata.name.includes('customingress'));
    expect(deployment.spec.template.spec.containers[0].resources.requests).toEqual({ cpu: '400m', memory: '512Mi' });
    const [service] = objects('injected', 'Service').filter(({ metadata }) => metadata.name.includes('customingress'));
    expect(service.metadata).toMatchObject({
      annotations: {
        'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'internet', 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec': 'slb.s2.small',
      },
    });
  });

  test('each spread asks for what its document asks for', () => {
    const template = (name: string): Written['spec'] => objects('injected', 'Deployment').find(({ metadata }) => metadata.name === name)!.spec.template;
    const keys = (name: string): string[] => template(name).spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution
      .map(({ podAffinityTerm }: Written) => podAffinityTerm.topologyKey as string);
    expect(keys('istio-ingressgateway-nodes')).toEqual(['kubernetes.io/hostname']);
    expect(keys('istio-ingressgateway-zones')).toEqual(['topology.kubernetes.io/zone']);
    expect(template('istio-ingressgateway').metadata.annotations).toMatchObject({
      'k8s.aliyun.com/eci-vswitch': 'vsw-bp1b07j0miob3khtn7f2a,vsw-bp12b85hh323se8ft5c1d', 'k8s.aliyun.com/eci-schedule-strategy': 'VSwitchRandom',
    });
  });

  test('every HTTPS listener names a certificate', () => {
    const https = objects('managed', 'Gateway').flatMap(({ spec }) => spec.listeners as Written[]).filter(({ protocol }) => protocol === 'HTTPS');
    expect(https.map(({ tls }) => tls.certificateRefs[0].name as string).sort()).toEqual(['egress-certificate', ...Array<string>(4).fill('ingress-certificate')]);
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());

  describeWithSchemas('as the API servers take it', () => {
    test.each(['1.28.0', '1.33.0', '1.36.0'] as const)('on Kubernetes %s', (version) => {
      for (const object of Object.values(files).flat()) {
        const schemas = object.kind === 'Gateway' ? ownSchemas('gateway-api.yaml') : kubernetesSchemas(version);
        expect(schemas.problems(object)).toEqual([]);
      }
    });
  });
});
