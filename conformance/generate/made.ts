import { ApiObject, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubeObject } from '../../src/model/manifest';
import { MeshFacts, type MeshFactsProps } from '../../src/platform';

/** What some props made: objects as they would be written, or why the library refuses the props. */
export interface Made {
  readonly what: string;
  readonly facts: MeshFacts;
  readonly objects: readonly KubeObject[];
  readonly refused?: string;
}

/** One seed for everything that is generated: every run asks the same, unless it is given another one. */
export const SEED = Number(process.env.CDK8S_ISTIO_CONFORMANCE_SEED ?? 20261121);

export const NAMESPACE = 'shop';

/** Makes constructs in a chart of their own, and answers their objects. */
export function made(what: string, props: MeshFactsProps, make: (scope: Construct) => void): Made {
  const facts = new MeshFacts({
    meshConfig: {},
    injectionValues: { global: { hub: 'registry.istio.io/release', tag: '1.30.3' } },
    ...props,
    namespaces: { [NAMESPACE]: { labels: { 'istio-injection': 'enabled' } }, ...props.namespaces },
  });
  const chart = new Chart(Testing.app(), 'chart', { namespace: NAMESPACE });
  facts.applyTo(chart);
  try {
    make(chart);
    const objects = chart.node.findAll().filter((child) => child instanceof ApiObject).map((object) => object.toJson() as KubeObject);
    return { what, facts, objects };
  } catch (error) {
    return { what, facts, objects: [], refused: (error as Error).message };
  }
}
