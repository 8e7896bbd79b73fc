import { ApiObject, App, Chart } from 'cdk8s';
import { Feature, MeshFacts, Platform, Support } from 'cdk8s-istio';

const app = new App();

// Say once what runs, and what no manifest holds. What is left out is unknown, never guessed.
new MeshFacts({
  platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }),
  namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } },
}).applyTo(app);

// A chart of a team that is a version behind has its own platform.
const charts = [new Chart(app, 'current'), new Chart(app, 'behind')];
Platform.istio({ version: '1.27', kubernetesVersion: '1.29' }).applyTo(charts[1]);

const asked = [Feature.PARAMETERS_REF, Feature.SLEEP_ACTION, Feature.NATIVE_SIDECARS_BY_DEFAULT];

for (const chart of charts) {
  const platform = Platform.of(chart);
  new ApiObject(chart, 'mesh', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `mesh-${chart.node.id}`, namespace: 'shop' },
    data: {
      platform: platform.toString(),
      ...Object.fromEntries(asked.map((feature) => [feature, platform.supports(feature)])),
      missing: asked.filter((feature) => platform.supports(feature) !== Support.YES).map((feature) => platform.explain(feature)).join('\n'),
    },
  });
}

app.synth();
