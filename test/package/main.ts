import { ApiObject, App, Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { Feature, Platform } from 'cdk8s-istio';

const app = new App();
Platform.asm({ version: 'v1.26.0.45', kubernetesVersion: '1.32' }).applyTo(app);

const chart = new Chart(app, 'app');
new ConfigMap(chart, 'platform', { metadata: { name: 'platform' }, data: { is: Platform.of(chart).toString() } });
new ApiObject(chart, 'answers', {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'answers' },
  data: { drain: Platform.of(chart).supports(Feature.GATEWAY_DRAIN_ANNOTATION) },
});
app.synth();
