import { Duration } from 'cdk8s';
import { PROP_ROWS } from './prop-rows';
import { write } from './written';
import { GatewayRendering, type IstioGatewayProps } from '../../../src/gateway';
import type { KubeObject } from '../../../src/model/manifest/types';
import { Platform } from '../../../src/platform';
import { DisruptionBudget, GatewaySpread, RolloutPolicy, ShutdownPolicy } from '../../../src/presets';
import { ownSchemas } from '../../support/own-crds';
import { crdSchemas, describeWithSchemas, kubernetesSchemas } from '../../support/schemas';

const KUBERNETES = ['1.28.0', '1.33.0', '1.36.0'] as const;
const RENDERINGS = [GatewayRendering.INJECTED, GatewayRendering.MANAGED];

/** Much of what a gateway can have, together. */
const FULL: IstioGatewayProps = {
  minReplicas: 2,
  maxReplicas: 6,
  cpu: { targetAverageUtilization: 70 },
  memory: { targetAverageUtilization: 80 },
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
  scalingBehavior: { scaleUp: { steps: [{ pods: 2, period: Duration.seconds(60) }] } },
  budget: DisruptionBudget.maxUnavailable('25%'),
  rollout: RolloutPolicy.outBeforeIn(),
  spread: GatewaySpread.nodesAndZones(),
  shutdown: ShutdownPolicy.of({
    gracePeriod: Duration.seconds(90), terminationDrain: Duration.seconds(60), drain: Duration.seconds(45), preStop: Duration.seconds(5),
  }),
  compression: { enabled: true, gzip: { windowBits: 12 } },
  kernel: { enabled: true, parameters: { netIpv4TcpFinTimeout: '20' } },
  kernelInitImage: 'busybox:1.37',
  networkPolicy: true,
  runAsRoot: true,
  autoCreateGatewayYaml: true,
  disableContainerPortExposed: false,
  revision: 'canary',
  labels: { team: 'edge' },
  annotations: { 'example.com/owner': 'edge' },
  serviceAccountAnnotations: { 'example.com/role': 'x' },
  readinessProbe: { periodSeconds: 5 },
};

const isCustom = ({ apiVersion }: KubeObject): boolean => /^(?:gateway\.networking\.k8s|networking\.istio)\.io\//.test(apiVersion);

describeWithSchemas('the published schemas', () => {
  const judge = (object: KubeObject, kubernetes: typeof KUBERNETES[number]): string[] => {
    if (object.apiVersion.startsWith('gateway.networking.k8s.io/')) { return crdSchemas('gateway-api/standard-1.5.1.yaml').problems(object); }
    if (object.apiVersion.startsWith('networking.istio.io/')) { return crdSchemas('istio/crds-1.30.3.yaml').problems(object); }
    return kubernetesSchemas(kubernetes).problems(object);
  };
  const named = (objects: readonly KubeObject[], kubernetes: typeof KUBERNETES[number]): string[] =>
    objects.flatMap((object) => judge(object, kubernetes).map((problem) => `${object.kind} ${problem}`));
  /** Owners are named by istiod, with an id of the cluster. */
  const unowned = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, ownerReferences: undefined } });

  describe.each(KUBERNETES)('Kubernetes %s', (kubernetes) => {
    const platform = Platform.istio({ version: '1.30.3', kubernetesVersion: kubernetes, revision: 'canary' });

    test.each(RENDERINGS)('a full gateway by %s', (rendering) => {
      const { emitted, proxy } = write(FULL, { rendering, platform });
      expect(proxy.state).toBe('runs');
      expect(named(emitted, kubernetes)).toEqual([]);
      // with what istiod makes of it
      const made = [proxy.workload, ...proxy.companions].map(({ object }) => unowned(JSON.parse(JSON.stringify(object)) as KubeObject));
      expect(named(made, kubernetes)).toEqual([]);
    });

    test.each(RENDERINGS)('every prop by %s', (rendering) => {
      const wrong = Object.entries(PROP_ROWS).flatMap(([name, { props, injected, managed = injected }]) => {
        const isRefused = 'refused' in (rendering === GatewayRendering.INJECTED ? injected : managed);
        // Kubernetes 1.28 does not know the action yet
        if (isRefused || (name === 'lifecycle' && kubernetes === '1.28.0')) { return []; }
        return named(write(props, { rendering, platform }).emitted, kubernetes).map((problem) => `${name}: ${problem}`);
      });
      expect(wrong).toEqual([]);
    });
  });

  test('the judges see something wrong', () => {
    const [deployment] = write().emitted.filter(({ kind }) => kind === 'Deployment');
    expect(named([{ ...deployment, spec: { ...(deployment.spec as object), replica: 1 } }], '1.33.0')).toEqual(['Deployment /spec: unknown field "replica"']);
  });
});

test.each(RENDERINGS)('our own schemas of Istio and the Gateway API, by %s', (rendering) => {
  const custom = write(FULL, { rendering }).emitted.filter(isCustom);
  expect(custom.map(({ kind }) => kind)).toEqual(rendering === GatewayRendering.INJECTED ? ['EnvoyFilter', 'Gateway'] : ['Gateway', 'EnvoyFilter']);
  const problems = custom.flatMap((object) => ownSchemas(object.apiVersion.startsWith('gateway.') ? 'gateway-api.yaml' : 'istio-networking.yaml').problems(object));
  expect(problems).toEqual([]);
});
