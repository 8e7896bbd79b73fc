import * as fc from 'fast-check';
import { type Made, made, SEED } from './made';
import { GatewayNaming, GatewayRendering, IstioGateway, type IstioGatewayProps } from '../../src/gateway';
import { type MeshFactsProps, Platform } from '../../src/platform';
import { PROP_ROWS } from '../../test/gateway/render/prop-rows';
import { PORTS } from '../../test/gateway/render/written';

const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' });

const number = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Values that vary, beside the props that the tests of the renderings have a row for. */
const varied: fc.Arbitrary<IstioGatewayProps> = fc.record({
  replicaCount: number(9),
  minReadySeconds: fc.integer({ min: 0, max: 600 }),
  rollingMaxSurge: number(100).map((percent) => `${percent}%`),
  rollingMaxUnavailable: number(5).map(String),
  resources: fc.record({
    requests: fc.record({ cpu: number(2000).map((cpu) => `${cpu}m`), memory: number(4096).map((memory) => `${memory}Mi`) }),
    limits: fc.record({ cpu: number(8).map((cpu) => String(cpu + 2)), memory: number(8).map((memory) => `${memory + 4}Gi`) }),
  }),
  readinessProbe: fc.record({ periodSeconds: number(60), failureThreshold: number(60) }),
  podLabels: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.stringMatching(/^[a-z0-9]{0,12}$/), { maxKeys: 3 }),
  podAnnotations: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.string(), { maxKeys: 3 }),
  serviceAnnotations: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.string(), { maxKeys: 3 }),
}, { requiredKeys: [] });

// a second name for the namespace or the revision of the control plane only says where the gateway is
const ROWS = Object.entries(PROP_ROWS).filter(([name]) => !['namespace', 'revision'].includes(name)).map(([, { props }]) => props);

const platformOf = (rendering: GatewayRendering): Platform => rendering === GatewayRendering.ASM ? ASM : ISTIO;

function gateway(what: string, rendering: GatewayRendering, props: IstioGatewayProps, facts: MeshFactsProps = {}): Made {
  return made(what, { ...facts, platform: platformOf(rendering) }, (scope) => { new IstioGateway(scope, 'web', { ports: PORTS, ...props, rendering }); });
}

/** Props that a rendering can hold; the tests of the renderings say why the others cannot. */
function propsFor(rendering: GatewayRendering): fc.Arbitrary<IstioGatewayProps> {
  const rows = ROWS.filter((props) => gateway('', rendering, props).refused === undefined);
  const naming = rendering === GatewayRendering.INJECTED ? fc.constantFrom(undefined, GatewayNaming.ASM, GatewayNaming.HELM) : fc.constant(undefined);
  return fc.tuple(fc.subarray(rows, { maxLength: 8 }), varied, naming).map(([some, { minReadySeconds, replicaCount, ...values }, names]) => {
    const props: IstioGatewayProps = Object.assign({}, values, ...some);
    return {
      ...props,
      ...(names && { naming: names }),
      ...(props.maxReplicas === undefined && replicaCount !== undefined && { replicaCount }),
      ...(rendering !== GatewayRendering.ASM && minReadySeconds !== undefined && { minReadySeconds }),
    };
  });
}

/** Gateways of each rendering. Props that do not go together are refused by the library, and counted. */
export function gateways(rendering: GatewayRendering, runs: number, facts?: MeshFactsProps): Made[] {
  return fc.sample(propsFor(rendering), { seed: SEED, numRuns: runs }).map((props, at) => gateway(`${rendering} gateway ${at + 1}`, rendering, props, facts));
}
