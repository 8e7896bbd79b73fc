import { ApiObject, App, Chart } from 'cdk8s';
import { IstioGateway, IstioGatewayFromYamlOptions, IstioGatewayProps } from '../../src/gateway';
import { AsmPlatformProps, IstioPlatformProps, Platform } from '../../src/platform';

/** An object as it will be written. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly [field: string]: unknown };
  readonly spec: { readonly [field: string]: any };
}

export const ASM: AsmPlatformProps = { version: '1.26', kubernetesVersion: '1.33' };

/** A chart on ASM. */
export function asmChart(props: AsmPlatformProps = ASM, id = 'chart'): Chart {
  const app = new App();
  Platform.asm(props).applyTo(app);
  return new Chart(app, id);
}

/** A chart on Istio. */
export function istioChart(props: IstioPlatformProps = { version: '1.30', kubernetesVersion: '1.33' }): Chart {
  const app = new App();
  Platform.istio(props).applyTo(app);
  return new Chart(app, 'chart');
}

/** The IstioGateway that the props make on ASM. */
export function resourceOf(props: IstioGatewayProps, platform: AsmPlatformProps = ASM): Written {
  return written(new IstioGateway(asmChart(platform), 'gw', props).resource);
}

/** The IstioGateway that is written for the YAML of one. */
export function rewritten(text: string, options: IstioGatewayFromYamlOptions = {}, platform: AsmPlatformProps = ASM): Written {
  return written(IstioGateway.fromYaml(asmChart(platform), 'gw', text, options).resource);
}

export function written(object: ApiObject | undefined): Written {
  if (object === undefined) { throw new Error('no such object was made'); }
  return object.toJson() as Written;
}

/** What is wrong, without the path; empty when nothing is. */
export function refusals(make: () => unknown): string[] {
  try {
    make();
    return [];
  } catch (error) {
    const [, where, rest] = /^\[([^\]]*)\]([^]*)$/.exec((error as Error).message) ?? [undefined, undefined, (error as Error).message];
    if (where === undefined) { throw error; }
    return rest.startsWith('\n') ? rest.slice('\n  - '.length).split('\n  - ') : [rest.trim()];
  }
}
