import { App, Chart, Duration } from 'cdk8s';
import { parse } from 'yaml';
import { GatewaySpread, MeshFacts, type MeshFactsProps, Platform, ShutdownPolicy, Waypoint, type WaypointProps } from '../../src';

export const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', gatewayApiVersion: '1.5.1' });
export const ASM = Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' });

export const istio = (version: string): Platform => Platform.istio({ version, kubernetesVersion: '1.33' });

/** Document 000's times. */
export const SHUTDOWN = ShutdownPolicy.of({
  gracePeriod: Duration.seconds(120), terminationDrain: Duration.seconds(60), drain: Duration.seconds(30),
});
export const SPREAD = GatewaySpread.nodes();

/** A chart on a platform, in namespace shop unless said otherwise. */
export function chartOn(platform: Platform = ISTIO, facts: MeshFactsProps = {}, namespace: string | null = 'shop'): Chart {
  const app = new App();
  new MeshFacts({ ...facts, platform }).applyTo(app);
  return new Chart(app, 'app', namespace === null ? {} : { namespace });
}

export function waypoint(props: WaypointProps = {}, platform: Platform = ISTIO, facts: MeshFactsProps = {}): Waypoint {
  return new Waypoint(chartOn(platform, facts), 'waypoint', props);
}

interface Written { readonly [field: string]: any }

/** An object as it is written into YAML. */
export function written(object: { toJson(): unknown } | undefined): Written {
  if (object === undefined) { throw new Error('there is no such object'); }
  return object.toJson() as Written;
}

/** The options as the mesh reads them. */
export function options(of: Waypoint): Written {
  if (of.options === undefined) { return {}; }
  const data = written(of.options).data as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, parse(text) as unknown]));
}

/** What a constructor refuses, one problem a line and without the path. */
export function refused(props: unknown, platform: Platform = ISTIO, facts: MeshFactsProps = {}): string[] {
  try {
    waypoint(props as WaypointProps, platform, facts);
  } catch (error) {
    const { message } = error as Error;
    expect(message).toMatch(/^\[app\/waypoint\]/);
    return message.slice('[app/waypoint]'.length).split('\n  - ').map((line) => line.trim()).filter((line) => line !== '');
  }
  return [];
}
