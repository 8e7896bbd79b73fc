import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { Platform, SidecarLevel, SidecarPolicy } from 'cdk8s-istio';

const app = new App();
Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);

// What holds for the mesh: values for the chart of istiod.
const mesh = new Chart(app, 'mesh', { namespace: 'istio-system' });
new SidecarPolicy(mesh, 'defaults', { level: SidecarLevel.global(), settings: { logLevel: 'warning', drain: Duration.seconds(30) } });

// What holds for a namespace, and more for some of its workloads; the workloads know nothing of it.
const policies = new Chart(app, 'policies');
new SidecarPolicy(policies, 'shop', {
  level: SidecarLevel.namespace('shop'),
  settings: { concurrency: 1, excludeOutboundIpRanges: '10.1.0.0/24' },
});
new SidecarPolicy(policies, 'web', {
  level: SidecarLevel.workload('shop', { app: 'web' }),
  settings: { logLevel: 'info', scaledResources: { percentage: 20 }, lifecycle: { preStop: { exec: ['/bin/sh', '-c', 'sleep 13'] } } },
  redeploy: true,
});

const shop = new Chart(app, 'shop', { namespace: 'shop' });
for (const name of ['web', 'cart']) {
  new ApiObject(shop, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name, image: `${name}:1`, resources: { requests: { cpu: '300m', memory: '512Mi' }, limits: { cpu: '500m', memory: '1Gi' } } }] },
      },
    },
  } as ConstructorParameters<typeof ApiObject>[2]);
}

app.synth();
