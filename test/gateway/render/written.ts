import { ApiObject, Chart, Testing } from 'cdk8s';
import { GatewayNaming, GatewayRendering, IstioGateway, type IstioGatewayProps } from '../../../src/gateway';
import { effectiveMesh, type EffectiveProxy, ManifestIndex, manifestOf } from '../../../src/model';
import type { KubeObject } from '../../../src/model/manifest/types';
import { MeshFacts, Platform } from '../../../src/platform';

export const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
export const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });

/** A gateway of a test: on Istio, in the namespace `ingress`, called `web`, with two ports that every rendering can hold. */
export interface Written {
  readonly gateway: IstioGateway;
  /** As they stand in the output. */
  readonly emitted: readonly KubeObject[];
  /** The proxy that will run. */
  readonly proxy: EffectiveProxy;
  /** The object of a kind as the cluster will hold it, else as it was emitted. */
  of(kind: string): KubeObject | undefined;
}

export interface WriteOptions {
  readonly rendering?: GatewayRendering;
  readonly platform?: Platform;
  readonly naming?: GatewayNaming;
  readonly namespace?: string;
  readonly id?: string;
}

export const PORTS = [{ name: 'http2', port: 80, targetPort: 8080 }, { name: 'tls', port: 443, targetPort: 8443 }];

export function write(props: IstioGatewayProps = {}, options: WriteOptions = {}): Written {
  const { rendering, platform = ISTIO, naming, namespace = 'ingress', id = 'web' } = options;
  const chart = new Chart(Testing.app(), 'chart', { namespace });
  platform.applyTo(chart);
  const gateway = new IstioGateway(chart, id, { ports: PORTS, ...props, ...(rendering && { rendering }), ...(naming && { naming }) });
  return read(gateway, platform);
}

function read(gateway: IstioGateway, platform: Platform): Written {
  // object by object: what the checks say of a whole app is not asked here
  const emitted = gateway.node.findAll().filter((child) => child instanceof ApiObject).map((object) => object.toJson() as KubeObject);
  const index = ManifestIndex.of(emitted.map((object) => manifestOf(object)));
  const { proxies } = effectiveMesh(index, new MeshFacts({ platform, namespaces: { ingress: {}, other: {} } }));
  const [proxy] = proxies;
  const { workload, companions, services, scaling: { autoscalers }, budgets } = proxy;
  const running = [workload, ...companions, ...services, ...[...autoscalers, ...budgets].map((one) => one.object)].map(({ object }) => object);
  return { gateway, emitted, proxy, of: (kind) => [...running, ...emitted].find((object) => object.kind === kind) };
}

/** What a gateway is refused for, as its message says it. */
export function refusal(props: IstioGatewayProps, options: WriteOptions = {}): string {
  try {
    write(props, options);
  } catch (error) {
    return (error as Error).message;
  }
  return 'not refused';
}
